package org.vitrail.bot.core.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Grants;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.QuotaSubject;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;

/**
 * What everybody has taken: rate, pictures and places in the queue, in one Redis for all adapters.
 * Knows accounts and jobs by key only and nothing of prompts; what may be taken, others decide.
 *
 * <p>One script checks all limits and takes from all of them, so that a refusal spends nothing and
 * parallel requests cannot pass together where only one fits. The entry of an open job says what it
 * took; closing the entry gives back what was not used. As an entry can be closed only once, a
 * refund happens once, however many adapters see the job end. Time comes from the clock given, as
 * an argument of the script.
 *
 * <p>The rate is a token bucket, kept as the generic cell rate algorithm does: in place of a count
 * and a time, one number stands for both, the moment at which the bucket will be full again. A job
 * moves it on by one interval; a job is refused when that moment lies more than {@code burst - 1}
 * intervals ahead. A clock that steps back refuses but never breaks it.
 *
 * <ol>
 *   <li>ITU-T Recommendation I.371, the generic cell rate algorithm
 *   <li>ATM Forum, Traffic Management Specification 4.1 (af-tm-0121), section 4.4
 * </ol>
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Ledger {
  static final String PREFIX = "vitrail:{admission}:";
  static final String OPEN_JOBS = PREFIX + "jobs";
  static final String OPEN_PER_ACCOUNT = PREFIX + "jobs-per-account";
  private static final String OPEN_PER_PLACE = PREFIX + "jobs-per-place";
  static final String USED = PREFIX + "used:";
  private static final String FIRST_SEEN = PREFIX + "first-seen";
  private static final String SETTLED_LATELY = PREFIX + "settled";

  /** Longer than any adapter that is alive goes without reading the list. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  /** The windows, in the order of the script's keys, and how long after its end each is kept. */
  static final List<Limit> WINDOWS = List.of(Limit.HOUR, Limit.DAY, Limit.WEEK);

  private static final Map<Limit, Duration> KEPT =
      Map.of(
          Limit.HOUR, Duration.ofHours(26),
          Limit.DAY, Duration.ofDays(3),
          Limit.WEEK, Duration.ofDays(9));

  /** The first window's place among the keys of both scripts. */
  private static final int FIRST_WINDOW_KEY = 6;

  private static final LuaScript TAKE = LuaScript.beside(Ledger.class, "take.lua");
  private static final LuaScript SETTLE = LuaScript.beside(Ledger.class, "settle.lua");

  private final UnifiedJedis redis;
  private final Clock clock;
  private final Calendar calendar;
  private final Accounts accounts;

  public Ledger(UnifiedJedis redis, Clock clock, Calendar calendar, Accounts accounts) {
    this.redis = redis;
    this.clock = clock;
    this.calendar = calendar;
    this.accounts = accounts;
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
   * @param person key of the person, whose account {@code asking} names
   * @return admitted, or the one refusal that lasts longest
   */
  public Verdict take(
      String person, QuotaSubject asking, String jobId, int pictures, Grants grants) {
    Instant now = clock.instant();
    List<String> windows = WINDOWS.stream().map(window -> calendar.window(window, now)).toList();
    LedgerEntry entry =
        new LedgerEntry(
            jobId,
            person,
            pictures,
            now,
            grants.intervalMicros(),
            windows,
            asking.community(),
            asking.scopes());
    List<?> answer =
        (List<?>)
            TAKE.run(redis, takeKeys(asking.account(), windows), arguments(entry, asking, grants));
    return switch ((String) answer.get(0)) {
      case "admitted" -> new Admitted(Instant.ofEpochMilli(Long.parseLong((String) answer.get(1))));
      case "window" -> {
        Decision spent = grants.windows().get((int) number(answer, 1) - 1);
        yield new QuotaSpent(spent, number(answer, 2), pictures, calendar.next(spent.limit(), now));
      }
      case "account" -> new TooManyWaiting(grants.atOnce());
      case "place" ->
          new QueueFull(
              (int) number(answer, 1), (int) grants.communityQueue().amount(), Optional.empty());
      case "queue" ->
          new QueueFull((int) number(answer, 1), grants.instanceQueue(), Optional.empty());
      // Linked in the meantime, by way of another adapter.
      case "moved" -> take(person, asking.of(accounts.reread(person)), jobId, pictures, grants);
      case "rate" -> new TooFast(Duration.of(number(answer, 1), ChronoUnit.MICROS));
      default -> throw new IllegalStateException("take.lua answered " + answer.get(0));
    };
  }

  private static List<Object> arguments(LedgerEntry entry, QuotaSubject asking, Grants grants) {
    Decision queue = grants.communityQueue();
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()),
                grants.intervalMicros(),
                grants.burst(),
                entry.pictures(),
                grants.instanceQueue(),
                grants.atOnce().amount(),
                queue.isLimited() ? queue.amount() : 0,
                entry.jobId(),
                asking.account(),
                asking.community()));
    arguments.addAll(List.of(entry.asText(), entry.person()));
    WINDOWS.forEach(window -> arguments.add(KEPT.get(window).toSeconds()));
    arguments.add(grants.windows().size());
    for (Decision check : grants.windows()) {
      int key = FIRST_WINDOW_KEY + WINDOWS.indexOf(check.limit());
      arguments.addAll(List.of(key, check.scope(), check.amount()));
    }
    arguments.addAll(entry.scopes());
    return arguments;
  }

  /**
   * Closes a job's entry.
   *
   * @return false when it was closed before, or never opened; then nothing changes
   */
  public boolean settle(String jobId, Settlement settlement) {
    Optional<LedgerEntry> found = find(jobId);
    if (found.isEmpty()) {
      return false;
    }
    LedgerEntry entry = found.get();
    long settled;
    do {
      // The person may have linked accounts meanwhile: what they took went along.
      settled = settle(entry, accounts.read(entry.person()), settlement);
    } while (settled < 0);
    return settled == 1;
  }

  private long settle(LedgerEntry entry, String account, Settlement settlement) {
    int pictures = settlement == Settlement.USED ? 0 : entry.pictures();
    long micros = settlement == Settlement.FAILED ? entry.intervalMicros() : 0;
    List<String> keys =
        new ArrayList<>(
            List.of(rateKey(account), OPEN_JOBS, OPEN_PER_ACCOUNT, OPEN_PER_PLACE, SETTLED_LATELY));
    entry.windows().forEach(window -> keys.add(usedKey(account, window)));
    keys.add(Accounts.ACCOUNTS);
    return (Long)
        SETTLE.run(
            redis,
            keys,
            entry.jobId(),
            account,
            entry.community(),
            pictures,
            micros,
            clock.millis(),
            LATELY.toMillis(),
            entry.person(),
            entry.scopes());
  }

  /** What a job took; empty when it has settled, or never took anything. */
  public Optional<LedgerEntry> find(String jobId) {
    return Optional.ofNullable(redis.hget(OPEN_JOBS, jobId))
        .map(text -> LedgerEntry.of(jobId, text));
  }

  /** Every job that took its share and has not settled, oldest first. */
  public List<LedgerEntry> open() {
    return redis.hgetAll(OPEN_JOBS).entrySet().stream()
        .map(field -> LedgerEntry.of(field.getKey(), field.getValue()))
        .sorted((one, other) -> one.at().compareTo(other.at()))
        .toList();
  }

  /** What an account has taken in the windows of now: pictures by window and scope. */
  public Map<Limit, Map<String, Long>> used(String account) {
    Instant now = clock.instant();
    Map<Limit, Map<String, Long>> used = new EnumMap<>(Limit.class);
    for (Limit window : WINDOWS) {
      Map<String, Long> byScope = new HashMap<>();
      redis
          .hgetAll(usedKey(account, calendar.window(window, now)))
          .forEach((scope, count) -> byScope.put(scope, Long.valueOf(count)));
      used.put(window, byScope);
    }
    return used;
  }

  /** Open requests of an account. */
  public int openOf(String account) {
    return Optional.ofNullable(redis.hget(OPEN_PER_ACCOUNT, account))
        .map(Integer::valueOf)
        .orElse(0);
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

  private static List<String> takeKeys(String account, List<String> windows) {
    List<String> keys =
        new ArrayList<>(
            List.of(rateKey(account), OPEN_JOBS, OPEN_PER_ACCOUNT, OPEN_PER_PLACE, FIRST_SEEN));
    windows.forEach(window -> keys.add(usedKey(account, window)));
    keys.add(Accounts.ACCOUNTS);
    return keys;
  }

  private static String rateKey(String account) {
    return PREFIX + "rate:" + account;
  }

  static String usedKey(String account, String window) {
    return USED + window + ":" + account;
  }

  private static long number(List<?> answer, int at) {
    return (Long) answer.get(at);
  }
}
