package org.vitrail.bot.core.admission;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.quota.DailyQuota;
import org.vitrail.bot.core.admission.rate.RateLimit;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;

/**
 * What everybody has taken: rate, daily pictures and places in the queue, in one Redis for all
 * adapters. Knows people and jobs by key only and nothing of prompts.
 *
 * <p>One script checks all limits and takes from all of them, so that a refusal spends nothing and
 * parallel requests cannot pass together where only one fits. The entry of an open job says what it
 * took; closing the entry gives back what was not used. As an entry can be closed only once, a
 * refund happens once, however many adapters see the job end. Time comes from the clock given, as
 * an argument of the script.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Ledger {
  private static final String PREFIX = "vitrail:{admission}:";
  private static final String OPEN_JOBS = PREFIX + "open";
  private static final String OPEN_JOBS_PER_PERSON = PREFIX + "open-per-person";

  private static final String SETTLED_LATELY = PREFIX + "settled";

  /** Longer than any adapter that is alive goes without reading the list. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  /** Past midnight, so that a job which fails overnight still finds the day it was taken from. */
  private static final Duration QUOTA_KEPT = Duration.ofDays(2);

  private static final String TAKE = script("take.lua");
  private static final String SETTLE = script("settle.lua");

  private final UnifiedJedis redis;
  private final Clock clock;
  private final RateLimit rate;
  private final DailyQuota quota;
  private final QueueLimits queue;

  public Ledger(
      UnifiedJedis redis, Clock clock, RateLimit rate, DailyQuota quota, QueueLimits queue) {
    this.redis = redis;
    this.clock = clock;
    this.rate = rate;
    this.quota = quota;
    this.queue = queue;
  }

  /**
   * What a job took and has not settled.
   *
   * @param day whose quota it was taken from
   */
  public record Entry(String jobId, String person, int pictures, LocalDate day, Instant at) {
    String asText() {
      return String.join(
          " ",
          Integer.toString(pictures),
          day.toString(),
          Long.toString(at.toEpochMilli()),
          person);
    }

    static Entry of(String jobId, String text) {
      String[] parts = text.split(" ", 4);
      return new Entry(
          jobId,
          parts[3],
          Integer.parseInt(parts[0]),
          LocalDate.parse(parts[1]),
          Instant.ofEpochMilli(Long.parseLong(parts[2])));
    }
  }

  /** How a job ended, as far as the ledger cares. */
  public enum Settlement {
    /** Everything taken was used. */
    USED,
    /**
     * The pictures come back, the place in the rate does not: else asking and cancelling in turn
     * would know no limit.
     */
    CANCELLED,
    /** All comes back, as the person is not to blame. */
    FAILED
  }

  /**
   * Takes one job's share of everything, or nothing at all. Taking again for the same open job
   * takes nothing more.
   *
   * @return admitted, or the one refusal that lasts longest
   */
  public Verdict take(String person, String jobId, int pictures) {
    Instant now = clock.instant();
    Entry entry = new Entry(jobId, person, pictures, DailyQuota.day(now), now);
    List<?> answer =
        (List<?>)
            redis.eval(
                TAKE,
                keys(entry),
                List.of(
                    Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, now)),
                    Long.toString(rate.intervalMicros()),
                    Integer.toString(rate.burst()),
                    Integer.toString(quota.pictures()),
                    Integer.toString(pictures),
                    Integer.toString(queue.jobs()),
                    Integer.toString(queue.jobsPerPerson()),
                    jobId,
                    person,
                    entry.asText(),
                    Long.toString(QUOTA_KEPT.toSeconds())));
    String verdict = (String) answer.get(0);
    return switch (verdict) {
      case "admitted" -> new Admitted();
      case "quota" ->
          new QuotaSpent(
              quota.pictures(), (int) number(answer), pictures, DailyQuota.resetsAt(now));
      case "person" -> new TooManyWaiting(queue.jobsPerPerson());
      case "queue" -> new QueueFull((int) number(answer), queue.jobs(), Optional.empty());
      case "rate" -> new TooFast(Duration.of(number(answer), ChronoUnit.MICROS));
      default -> throw new IllegalStateException("take.lua answered " + verdict);
    };
  }

  /**
   * Closes a job's entry.
   *
   * @return false when it was closed before, or never opened; then nothing changes
   */
  public boolean settle(String jobId, Settlement settlement) {
    Optional<Entry> found = find(jobId);
    if (found.isEmpty()) {
      return false;
    }
    Entry entry = found.get();
    int pictures = settlement == Settlement.USED ? 0 : entry.pictures();
    long micros = settlement == Settlement.FAILED ? rate.intervalMicros() : 0;
    List<String> keys = new ArrayList<>(keys(entry));
    keys.add(SETTLED_LATELY);
    Object closed =
        redis.eval(
            SETTLE,
            keys,
            List.of(
                jobId,
                entry.person(),
                Integer.toString(pictures),
                Long.toString(micros),
                Long.toString(clock.millis()),
                Long.toString(LATELY.toMillis())));
    return Long.valueOf(1).equals(closed);
  }

  /** What a job took; empty when it has settled, or never took anything. */
  public Optional<Entry> find(String jobId) {
    return Optional.ofNullable(redis.hget(OPEN_JOBS, jobId)).map(text -> Entry.of(jobId, text));
  }

  /** Every job that took its share and has not settled, oldest first. */
  public List<Entry> open() {
    return redis.hgetAll(OPEN_JOBS).entrySet().stream()
        .map(field -> Entry.of(field.getKey(), field.getValue()))
        .sorted((one, other) -> one.at().compareTo(other.at()))
        .toList();
  }

  /**
   * Jobs settled within the last minute: an adapter that was away for a moment finds here what
   * another settled meanwhile.
   */
  public List<String> settledLately() {
    long now = clock.millis();
    return redis.zrange(
        SETTLED_LATELY, ZRangeParams.zrangeByScoreParams(now - LATELY.toMillis(), now));
  }

  private static List<String> keys(Entry entry) {
    return List.of(
        PREFIX + "rate:" + entry.person(),
        PREFIX + "pictures:" + entry.day() + ":" + entry.person(),
        OPEN_JOBS,
        OPEN_JOBS_PER_PERSON);
  }

  private static long number(List<?> answer) {
    return (Long) answer.get(1);
  }

  private static String script(String name) {
    try (InputStream in = Ledger.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
