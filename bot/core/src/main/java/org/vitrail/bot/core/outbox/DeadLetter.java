package org.vitrail.bot.core.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/**
 * Something that arrived and was given up, kept for the operator. It says nothing of what a person
 * wrote: what is kept of that is theirs to erase.
 *
 * @param id the platform's own
 * @param what it was, such as {@code message/photo}
 * @param why it was given up, such as {@code java.lang.OutOfMemoryError}
 */
public record DeadLetter(Instant at, String id, String what, String why) {
  public static final int MOST = 1_000;
  public static final Duration KEPT = Duration.ofDays(7);

  /** All under a key, the oldest first. */
  public static List<DeadLetter> all(UnifiedJedis redis, String key) {
    return redis.xrange(key, (StreamEntryID) null, null).stream()
        .map(entry -> of(entry.getFields()))
        .toList();
  }

  /** As they are kept. */
  public Map<String, String> fields() {
    return Map.of(
        "at", Long.toString(at.toEpochMilli()),
        "id", id,
        "what", what,
        "why", why);
  }

  private static DeadLetter of(Map<String, String> fields) {
    return new DeadLetter(
        Instant.ofEpochMilli(Long.parseLong(fields.get("at"))),
        fields.get("id"),
        fields.get("what"),
        fields.get("why"));
  }
}
