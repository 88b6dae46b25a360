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
import org.vitrail.bot.core.script.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Every job whose message is not settled, in Redis, so that a restarted adapter finishes what it
 * began and another takes over from one that died.
 *
 * <p>A platform's parcels stand in one sorted set by the time until which an adapter holds them.
 * Whoever holds a parcel renews it; one that was not renewed may be taken. What an adapter writes
 * counts only while it holds the parcel. The parcel itself outlives its delivery, for the buttons
 * below the message, as long as the pictures do.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Outbox {
  private static final String PREFIX = "vitrail:{outbox}:";
  private static final String ADDRESS = "to.";
  private static final String LOCALE = "locale";
  private static final String OPENED_AT = "openedAt";
  private static final String MESSAGE = "message";
  private static final String HAS_PICTURE = "hasPicture";
  private static final String POSTING_SINCE = "postingSince";
  private static final String HOLDER = "holder";

  /** Long enough for a pause of the process, short enough for people to wait. */
  static final Duration LEASE = Duration.ofSeconds(20);

  private static final LuaScript TAKE = LuaScript.beside(Outbox.class, "take.lua");
  private static final LuaScript WRITE = LuaScript.beside(Outbox.class, "write.lua");
  private static final LuaScript BURY = LuaScript.beside(Outbox.class, "bury.lua");
  private static final LuaScript RENEW = LuaScript.beside(Outbox.class, "renew.lua");

  private final UnifiedJedis redis;
  private final Clock clock;
  private final Duration retention;
  private final String holder = UUID.randomUUID().toString();

  /**
   * @param retention how long a settled parcel can be looked up
   */
  public Outbox(UnifiedJedis redis, Clock clock, Duration retention) {
    this.redis = redis;
    this.clock = clock;
    this.retention = retention;
  }

  /** Opens a job's parcel, held by this process; one that is known already stays as it is. */
  public void open(Person who, String jobId, Map<String, String> address) {
    Map<String, String> fields = new HashMap<>();
    address.forEach((key, value) -> fields.put(ADDRESS + key, value));
    fields.put(LOCALE, who.locale());
    fields.put(OPENED_AT, Long.toString(clock.millis()));
    fields.put(HOLDER, holder);
    String key = parcelKey(jobId);
    if (redis.hsetnx(key, OPENED_AT, fields.get(OPENED_AT)) == 1) {
      redis.hset(key, fields);
      redis.pexpire(key, retention.toMillis());
      redis.zadd(heldKey(who.platform()), clock.millis() + LEASE.toMillis(), jobId);
    }
  }

  /** Takes a parcel that this process holds or nobody does; empty when another has it, or none. */
  public Optional<Parcel> take(String platform, String jobId) {
    long now = clock.millis();
    List<?> flat =
        (List<?>)
            TAKE.run(
                redis,
                List.of(heldKey(platform), parcelKey(jobId)),
                List.of(
                    jobId,
                    holder,
                    Long.toString(now),
                    Long.toString(now + LEASE.toMillis()),
                    HOLDER));
    if (flat == null || flat.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return Optional.of(parcel(jobId, fields));
  }

  /** Parcels that nobody holds any more, those first that lay longest. */
  public List<Parcel> abandoned(String platform, int most) {
    List<Parcel> found = new ArrayList<>();
    for (String jobId :
        redis.zrange(
            heldKey(platform),
            ZRangeParams.zrangeByScoreParams(0, clock.millis()).limit(0, most))) {
      find(jobId).ifPresentOrElse(found::add, () -> redis.zrem(heldKey(platform), jobId));
    }
    return found;
  }

  /** A job's parcel, settled or not; empty when it never had one, or no longer. */
  public Optional<Parcel> find(String jobId) {
    Map<String, String> fields = redis.hgetAll(parcelKey(jobId));
    return fields.containsKey(OPENED_AT) ? Optional.of(parcel(jobId, fields)) : Optional.empty();
  }

  /** Holds parcels for another while and returns those that another adapter has taken. */
  public List<String> renew(String platform, List<String> jobIds) {
    List<String> keys = new ArrayList<>(List.of(heldKey(platform)));
    jobIds.forEach(id -> keys.add(parcelKey(id)));
    List<String> arguments =
        new ArrayList<>(List.of(holder, HOLDER, Long.toString(clock.millis() + LEASE.toMillis())));
    arguments.addAll(jobIds);
    return ((List<?>) RENEW.run(redis, keys, arguments)).stream().map(Object::toString).toList();
  }

  /** Notes, before posting, that a message may come to be. */
  public void posting(String jobId, Instant since) {
    write(jobId, Map.of(POSTING_SINCE, Long.toString(since.toEpochMilli())));
  }

  /** Notes the message that the platform has. */
  public void posted(String jobId, PostedMessage message) {
    write(
        jobId,
        Map.of(
            MESSAGE, message.id(),
            HAS_PICTURE, Boolean.toString(message.hasPicture()),
            POSTING_SINCE, ""));
  }

  /** Notes that the message belongs elsewhere now, where there is none yet. */
  public void moved(String jobId, Map<String, String> address) {
    Map<String, String> fields = new HashMap<>(Map.of(MESSAGE, "", POSTING_SINCE, ""));
    address.forEach((key, value) -> fields.put(ADDRESS + key, value));
    write(jobId, fields);
  }

  /** Settles a parcel: nothing more is sent for it. */
  public void close(String platform, String jobId) {
    redis.zrem(heldKey(platform), jobId);
    redis.pexpire(parcelKey(jobId), retention.toMillis());
  }

  /** Lets others take a parcel at once, as before a shutdown. */
  public void release(String platform, String jobId) {
    redis.zadd(heldKey(platform), 0, jobId, ZAddParams.zAddParams().xx());
    write(jobId, Map.of(HOLDER, ""));
  }

  /** Wants a job's message removed, by whichever adapter can; it may be another process. */
  public void wantRemoved(String platform, String jobId) {
    redis.rpush(removalKey(platform), jobId);
  }

  /** Forgets a parcel altogether, once its message is gone. */
  public void drop(String platform, String jobId) {
    redis.zrem(heldKey(platform), jobId);
    redis.del(parcelKey(jobId));
  }

  /** Keeps a dead letter of a message that was given up, for a week. */
  public void bury(String platform, DeadLetter letter) {
    List<String> arguments =
        new ArrayList<>(
            List.of(Integer.toString(DeadLetter.MOST), Long.toString(DeadLetter.KEPT.toMillis())));
    letter
        .fields()
        .forEach(
            (field, value) -> {
              arguments.add(field);
              arguments.add(value);
            });
    BURY.run(redis, List.of(deadKey(platform)), arguments);
  }

  /** Messages that were given up lately, the oldest first. */
  public List<DeadLetter> deadLetters(String platform) {
    return DeadLetter.all(redis, deadKey(platform));
  }

  /** Takes jobs whose message is to be removed; who takes one removes it, or wants it again. */
  public List<String> takeRemovals(String platform, int most) {
    List<String> taken = redis.lpop(removalKey(platform), most);
    return taken == null ? List.of() : taken;
  }

  private void write(String jobId, Map<String, String> fields) {
    List<String> arguments = new ArrayList<>(List.of(holder, HOLDER));
    fields.forEach(
        (field, value) -> {
          arguments.add(field);
          arguments.add(value);
        });
    WRITE.run(redis, List.of(parcelKey(jobId)), arguments);
  }

  private static Parcel parcel(String jobId, Map<String, String> fields) {
    Map<String, String> address = new HashMap<>();
    fields.forEach(
        (key, value) -> {
          if (key.startsWith(ADDRESS)) {
            address.put(key.substring(ADDRESS.length()), value);
          }
        });
    return new Parcel(
        jobId,
        address,
        fields.getOrDefault(LOCALE, ""),
        instant(fields.get(OPENED_AT)),
        filled(fields, MESSAGE)
            .map(id -> new PostedMessage(id, Boolean.parseBoolean(fields.get(HAS_PICTURE)))),
        filled(fields, POSTING_SINCE).map(Outbox::instant));
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

  private static String removalKey(String platform) {
    return PREFIX + platform + ":removals";
  }

  private static String deadKey(String platform) {
    return PREFIX + platform + ":dead";
  }

  private static String parcelKey(String jobId) {
    return PREFIX + "parcel:" + jobId;
  }
}
