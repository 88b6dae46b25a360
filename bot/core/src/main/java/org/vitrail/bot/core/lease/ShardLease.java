package org.vitrail.bot.core.lease;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Which process serves a bot's shards, in Redis: Discord sends what happens to everyone who
 * connects with the same shards, so that two would both answer. One is served by, and the others
 * stand by.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class ShardLease {
  private static final Logger LOG = LoggerFactory.getLogger(ShardLease.class);

  /** A process that is killed is replaced so much later; one that ends gives its lease back. */
  private static final Duration LENGTH = Duration.ofSeconds(10);

  private static final LuaScript TAKE = LuaScript.beside(ShardLease.class, "lease.lua");

  private final UnifiedJedis redis;
  private final Duration length;
  private final String process = UUID.randomUUID().toString();

  public ShardLease(UnifiedJedis redis) {
    this(redis, LENGTH);
  }

  /**
   * @param length after which it ends if it is not renewed
   */
  public ShardLease(UnifiedJedis redis, Duration length) {
    this.redis = redis;
    this.length = length;
  }

  /** How often it is to be asked for and renewed. */
  public Duration interval() {
    return length.dividedBy(5);
  }

  /** Whose it is. */
  public sealed interface Holder {
    /** This process's. */
    record Mine() implements Holder {}

    /**
     * Another one's.
     *
     * @param shards that it serves, such as 0-3 of 8
     */
    record Other(String shards) implements Holder {}

    /**
     * Redis does not say.
     *
     * @param why for the log
     */
    record Unknown(String why) implements Holder {}
  }

  /**
   * Takes or renews it.
   *
   * @param application the bot's number
   */
  public Holder take(long application, ShardRange.Part shards) {
    try {
      String other =
          TAKE.run(
                  redis,
                  List.of(key(application)),
                  process,
                  shards.first(),
                  shards.last(),
                  shards.total(),
                  length.toMillis())
              .toString();
      return other.isEmpty() ? new Holder.Mine() : new Holder.Other(other);
    } catch (JedisException e) {
      return new Holder.Unknown(String.valueOf(e.getMessage()));
    }
  }

  /** Lets another process have it at once; while Redis does not answer, when it ends. */
  public void giveBack(long application) {
    try {
      redis.hdel(key(application), process);
    } catch (JedisException e) {
      LOG.debug("The lease of Discord's shards ends by itself: {}", e.getMessage());
    }
  }

  private static String key(long application) {
    return "vitrail:{discord}:shards:" + Long.toUnsignedString(application);
  }
}
