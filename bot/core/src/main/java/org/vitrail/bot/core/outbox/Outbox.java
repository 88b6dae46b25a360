package org.vitrail.bot.core.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.BesideJob;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Every job whose message is not settled, in Redis, so that a restarted adapter finishes what it
 * began and another takes over from one that died.
 *
 * <p>A platform's entries stand in one sorted set by the time until which an adapter holds them.
 * Whoever holds an entry renews it; one that was not renewed may be taken. What an adapter writes
 * counts only while it holds the entry. The entry itself outlives its delivery, for the buttons
 * below the message, as long as the pictures do. Whatever changes several of these at once is one
 * script, so that nobody who is killed leaves half of it; an entry is opened by the script that
 * queues its job, so that there is no job without a way back and no way back without a job.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Outbox {
  private static final String PREFIX = BesideJob.PREFIX + "outbox:";

  /** Where entries lay before they shared the queue's slot. */
  private static final String EARLIER_PREFIX = "vitrail:{outbox}:";

  private static final String ENTRIES = PREFIX + "parcel:";
  private static final String ADDRESS = "to.";
  private static final String LOCALE = "locale";
  private static final String OPENED_AT = "openedAt";
  private static final String MESSAGE = "message";
  private static final String HAS_PICTURE = "hasPicture";
  private static final String POSTING_SINCE = "postingSince";
  private static final String WORDS = "words";
  private static final String HOLDER = "holder";
  private static final String AGAIN = "showAgain";

  /** Long enough for a pause of the process, short enough for people to wait. */
  public static final Duration LEASE = Duration.ofSeconds(20);

  /** How long a message that is ready is tried to be brought into its chat. */
  public static final Duration GIVE_UP_AFTER = Duration.ofDays(1);

  private static final LuaScript OPEN = script("open.lua");
  private static final BesideJob OPEN_BESIDE = new BesideJob(OPEN);
  private static final LuaScript BRING_OVER = script("bring_over.lua");
  private static final LuaScript TAKE = script("take.lua");
  private static final LuaScript ABANDONED = script("abandoned.lua");
  private static final LuaScript WRITE = script("write.lua");
  private static final LuaScript RENEW = script("renew.lua");
  private static final LuaScript LATE = script("late.lua");
  private static final LuaScript FOUND = script("found.lua");
  private static final LuaScript CLOSE = script("close.lua");
  private static final LuaScript RELEASE = script("release.lua");
  private static final LuaScript WANT_REMOVED = script("want_removed.lua");
  private static final LuaScript TAKE_REMOVALS = script("take_removals.lua");
  private static final LuaScript BURY = script("bury.lua");
  private static final LuaScript DROP = script("drop.lua");

  private final UnifiedJedis redis;
  private final Clock clock;
  private final Duration retention;
  private final Duration longestOpen;
  private final String holder = UUID.randomUUID().toString();

  private Outbox(UnifiedJedis redis, Clock clock, Duration retention, Duration longestOpen) {
    this.redis = redis;
    this.clock = clock;
    this.retention = retention;
    this.longestOpen = longestOpen;
  }

  /**
   * @param retention how long an entry is kept once it was opened, and how long once it is settled
   */
  public Outbox(UnifiedJedis redis, Clock clock, Duration retention) {
    this(redis, clock, retention, retention);
  }

  /**
   * For the jobs of a queue: an entry stays open for as long as its job may wait, lie there unseen
   * and its message be tried, whatever the retention is; and longer while somebody holds it.
   *
   * @param retention how long a settled entry can be looked up
   */
  public static Outbox of(UnifiedJedis redis, Clock clock, JobQueue queue, Duration retention) {
    Duration work = queue.longestUnseen().plus(GIVE_UP_AFTER);
    return new Outbox(redis, clock, retention, longer(work, retention));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /**
   * Opens the entry of a job at the moment at which it is queued, held by this process: see {@link
   * #opened}. One that is under way already stays as it is; one that was settled, as when its job
   * was taken for lost, goes on with the message that it has.
   */
  public BesideJob.Call opening(Person who, String jobId, Map<String, String> address) {
    return OPEN_BESIDE.call(keys(who.platform(), jobId), opened(who, jobId, address, Map.of()));
  }

  /**
   * Opens the entry of a request that comes to no job.
   *
   * @param words why, in the person's language: all that its message says
   */
  public void openWords(Person who, String jobId, Map<String, String> address, String words) {
    Object[] entry = opened(who, jobId, address, Map.of(WORDS, words));
    OPEN.run(redis, keys(who.platform(), jobId), entry);
  }

  private Object[] opened(
      Person who, String jobId, Map<String, String> address, Map<String, String> more) {
    long now = clock.millis();
    Map<String, String> to = new HashMap<>(more);
    address.forEach((key, value) -> to.put(ADDRESS + key, value));
    return new Object[] {
      jobId,
      holder,
      now + LEASE.toMillis(),
      longestOpen.toMillis(),
      HOLDER,
      OPENED_AT,
      now,
      LOCALE,
      who.locale(),
      to
    };
  }

  /**
   * What came of {@link #opening}.
   *
   * @return the entry; empty when it was under way already
   */
  public Optional<OutboxEntry> opened(String jobId, JobQueue.Submitted submitted) {
    return entry(jobId, submitted.beside());
  }

  /** Takes an entry that this process holds or nobody does; empty when another has it, or none. */
  public Optional<OutboxEntry> take(String platform, String jobId) {
    long now = clock.millis();
    return entry(
        jobId,
        TAKE.run(redis, keys(platform, jobId), jobId, holder, now, now + LEASE.toMillis(), HOLDER));
  }

  private static Optional<OutboxEntry> entry(String jobId, Object reply) {
    List<?> flat = (List<?>) reply;
    return flat.isEmpty() ? Optional.empty() : Optional.of(outboxEntry(jobId, fields(flat)));
  }

  /** Entries that nobody holds any more, those first that lay longest. */
  public List<OutboxEntry> abandoned(String platform, int most) {
    List<?> flat =
        (List<?>) ABANDONED.run(redis, List.of(heldKey(platform), ENTRIES), clock.millis(), most);
    List<OutboxEntry> found = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      Map<String, String> fields = fields((List<?>) flat.get(i + 1));
      if (fields.containsKey(OPENED_AT)) {
        found.add(outboxEntry((String) flat.get(i), fields));
      }
    }
    return found;
  }

  /**
   * Brings over entries that an earlier program left in their old place and nobody holds. They are
   * copied, as no cluster renames a key into another slot.
   */
  public void bringOver(String platform, int most) {
    String earlierHeld = EARLIER_PREFIX + platform + ":held";
    ZRangeParams free = ZRangeParams.zrangeByScoreParams(0, clock.millis()).limit(0, most);
    for (String jobId : redis.zrange(earlierHeld, free)) {
      String earlier = EARLIER_PREFIX + "parcel:" + jobId;
      BRING_OVER.run(
          redis, keys(platform, jobId), jobId, redis.pttl(earlier), redis.hgetAll(earlier));
      redis.del(earlier);
      redis.zrem(earlierHeld, jobId);
    }
  }

  /** A job's entry, settled or not; empty when it never had one, or no longer. */
  public Optional<OutboxEntry> find(String jobId) {
    Map<String, String> fields = redis.hgetAll(entryKey(jobId));
    return fields.containsKey(OPENED_AT)
        ? Optional.of(outboxEntry(jobId, fields))
        : Optional.empty();
  }

  /** Holds entries for another while and returns those that another adapter has taken. */
  public List<String> renew(String platform, List<String> jobIds) {
    List<String> keys = new ArrayList<>(List.of(heldKey(platform)));
    jobIds.forEach(id -> keys.add(entryKey(id)));
    long until = clock.millis() + LEASE.toMillis();
    Object lost = RENEW.run(redis, keys, holder, HOLDER, until, jobIds, longestOpen.toMillis());
    return ((List<?>) lost).stream().map(Object::toString).toList();
  }

  /** Notes, before posting, that a message may come to be. */
  public void posting(String jobId, Instant since) {
    write(jobId, Map.of(POSTING_SINCE, Long.toString(since.toEpochMilli())));
  }

  /** Notes that no message came of it. */
  public void notPosted(String jobId) {
    write(jobId, Map.of(POSTING_SINCE, ""));
  }

  /** Notes the message that the platform has. */
  public void posted(String jobId, PostedMessage message) {
    write(jobId, posted(message));
  }

  private static Map<String, String> posted(PostedMessage message) {
    return Map.of(
        MESSAGE, message.id(),
        HAS_PICTURE, Boolean.toString(message.hasPicture()),
        POSTING_SINCE, "");
  }

  /** Notes that the message belongs elsewhere now, where there is none yet. */
  public void moved(String jobId, Map<String, String> address) {
    Map<String, String> fields = new HashMap<>(Map.of(MESSAGE, "", POSTING_SINCE, ""));
    address.forEach((key, value) -> fields.put(ADDRESS + key, value));
    write(jobId, fields);
  }

  /**
   * Notes the message that the platform has where none is known, whoever holds the entry.
   *
   * @return whether none was known
   */
  public boolean found(String jobId, PostedMessage message) {
    return isDone(FOUND.run(redis, List.of(entryKey(jobId)), MESSAGE, posted(message)));
  }

  /**
   * Has a message shown once more, as this process may have changed it when it did not hold the
   * entry any more.
   *
   * @return whether that is so
   */
  public boolean late(String platform, String jobId) {
    return isDone(LATE.run(redis, keys(platform, jobId), jobId, holder, HOLDER, AGAIN));
  }

  /**
   * Settles an entry whose message shows the last word: nothing more is sent for it.
   *
   * @return false when the message is to be shown once more before, see {@link #late}
   */
  public boolean close(String platform, String jobId) {
    return close(platform, jobId, false);
  }

  /** Settles an entry whose message can show nothing any more. */
  public void giveUp(String platform, String jobId) {
    close(platform, jobId, true);
  }

  private boolean close(String platform, String jobId, boolean anyhow) {
    List<String> keys = keys(platform, jobId);
    return isDone(CLOSE.run(redis, keys, jobId, retention.toMillis(), AGAIN, anyhow ? "1" : "0"));
  }

  private static boolean isDone(Object reply) {
    return Long.valueOf(1).equals(reply);
  }

  /** Lets others take an entry at once, as before a shutdown, unless another holds it already. */
  public void release(String platform, String jobId) {
    RELEASE.run(redis, keys(platform, jobId), jobId, holder, HOLDER);
  }

  /**
   * Wants a job's message removed, by whichever adapter can; it may be another process. Nothing is
   * noted of a job without an entry, which has no message; what no adapter takes is forgotten with
   * the entries.
   */
  public void wantRemoved(String platform, String jobId) {
    List<String> keys = new ArrayList<>(removalKeys(platform));
    keys.add(entryKey(jobId));
    WANT_REMOVED.run(redis, keys, jobId, longestOpen.toMillis());
  }

  /** Forgets an entry altogether, once its message is gone. */
  public void drop(String platform, String jobId) {
    List<String> keys = new ArrayList<>(keys(platform, jobId));
    keys.add(removingKey(platform));
    DROP.run(redis, keys, jobId);
  }

  /** Keeps a dead letter of a message that was given up, for a week. */
  public void bury(String platform, DeadLetter letter) {
    BURY.run(
        redis,
        List.of(deadKey(platform)),
        DeadLetter.MOST,
        DeadLetter.KEPT.toMillis(),
        letter.fields());
  }

  /** Messages that were given up lately, the oldest first. */
  public List<DeadLetter> deadLetters(String platform) {
    return DeadLetter.all(redis, deadKey(platform));
  }

  /** Notes that a job has no message that could be removed. */
  public void nothingToRemove(String platform, String jobId) {
    redis.zrem(removingKey(platform), jobId);
  }

  /**
   * Takes jobs whose message is to be removed. Who takes one drops its entry, or wants it again, or
   * says that there is nothing to remove; where nobody says anything another takes it after a
   * while.
   */
  public List<String> takeRemovals(String platform, int most) {
    long now = clock.millis();
    List<?> taken =
        (List<?>)
            TAKE_REMOVALS.run(redis, removalKeys(platform), now, now + LEASE.toMillis(), most);
    return taken.stream().map(Object::toString).toList();
  }

  private void write(String jobId, Map<String, String> fields) {
    WRITE.run(redis, List.of(entryKey(jobId)), holder, HOLDER, fields);
  }

  private static Map<String, String> fields(List<?> flat) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return fields;
  }

  private static OutboxEntry outboxEntry(String jobId, Map<String, String> fields) {
    Map<String, String> address = new HashMap<>();
    fields.forEach(
        (key, value) -> {
          if (key.startsWith(ADDRESS)) {
            address.put(key.substring(ADDRESS.length()), value);
          }
        });
    return new OutboxEntry(
        jobId,
        address,
        fields.getOrDefault(LOCALE, ""),
        instant(fields.get(OPENED_AT)),
        filled(fields, MESSAGE)
            .map(id -> new PostedMessage(id, Boolean.parseBoolean(fields.get(HAS_PICTURE)))),
        filled(fields, POSTING_SINCE).map(Outbox::instant),
        filled(fields, WORDS));
  }

  private static Optional<String> filled(Map<String, String> fields, String key) {
    return Optional.ofNullable(fields.get(key)).filter(value -> !value.isEmpty());
  }

  private static Instant instant(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static String heldKey(String platform) {
    return PREFIX + platform + ":held";
  }

  private static List<String> removalKeys(String platform) {
    return List.of(PREFIX + platform + ":removals", removingKey(platform));
  }

  private static String removingKey(String platform) {
    return PREFIX + platform + ":removing";
  }

  private static List<String> keys(String platform, String jobId) {
    return List.of(heldKey(platform), entryKey(jobId));
  }

  private static String deadKey(String platform) {
    return PREFIX + platform + ":dead";
  }

  private static String entryKey(String jobId) {
    return ENTRIES + jobId;
  }

  private static LuaScript script(String name) {
    return LuaScript.beside(Outbox.class, name);
  }
}
