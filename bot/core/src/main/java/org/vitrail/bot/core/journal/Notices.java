package org.vitrail.bot.core.journal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.Person;
import redis.clients.jedis.UnifiedJedis;

/**
 * Words for people of the page, which has no message of a job to say them in; they wait in Redis
 * until a tab of their person takes them.
 */
public final class Notices {
  private static final String PREFIX = "vitrail:notices:";
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int MOST = 20;

  private final UnifiedJedis redis;

  public Notices(UnifiedJedis redis) {
    this.redis = redis;
  }

  /** Has something said to a person. */
  public void add(Person who, String words) {
    redis.rpush(PREFIX + who.key(), words);
    redis.pexpire(PREFIX + who.key(), KEPT.toMillis());
  }

  /** Takes what is to be said, once. */
  public List<String> take(Person who) {
    return Optional.ofNullable(redis.lpop(PREFIX + who.key(), MOST)).orElse(List.of());
  }

  /** Leaves everything unsaid. */
  void forget(Person who) {
    redis.del(PREFIX + who.key());
  }
}
