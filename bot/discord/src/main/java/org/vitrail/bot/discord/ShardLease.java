package org.vitrail.bot.discord;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;

/**
 * Which process serves a bot's shards, in Redis: Discord sends what happens to everyone who
 * connects with the same shards, so that two would both answer. One is served by, and the others
 * stand by.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class ShardLease {
  /** A process that is killed is replaced so much later; one that ends gives its lease back. */
  private static final Duration LENGTH = Duration.ofSeconds(10);

  private static final LuaScript TAKE = LuaScript.beside(ShardLease.class, "lease.lua");

  private final UnifiedJedis redis;
  private final Duration length;
  private final String process = UUID.randomUUID().toString();

  public ShardLease(UnifiedJedis redis) {
    this(redis, LENGTH);
  }

  ShardLease(UnifiedJedis redis, Duration length) {
    this.redis = redis;
    this.length = length;
  }

  /** How often it is to be asked for and renewed. */
  Duration interval() {
    return length.dividedBy(5);
  }

  /**
   * Takes or renews it.
   *
   * @param application the bot's number
   * @return empty if this process serves the shards now, else those of the process that does
   */
  Optional<String> take(long application, ShardRange.Part shards) {
    Object other =
        TAKE.run(
            redis,
            List.of(key(application)),
            process,
            shards.first(),
            shards.last(),
            shards.total(),
            length.toMillis());
    return Optional.of(other.toString()).filter(it -> !it.isEmpty());
  }

  /** Lets another process have it at once. */
  void giveBack(long application) {
    redis.hdel(key(application), process);
  }

  private static String key(long application) {
    return "vitrail:{discord}:shards:" + Long.toUnsignedString(application);
  }
}
