package org.vitrail.bot.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.vitrail.bot.core.Person;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Which jobs a person asked for lately, newest first; only their ids.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class RecentJobs {
  private static final String PREFIX = "vitrail:recent:";
  private static final int MOST_PER_PERSON = 100;

  private final UnifiedJedis redis;
  private final Duration retention;

  /**
   * @param retention how long jobs are kept: a longer list would name jobs that are gone
   */
  public RecentJobs(UnifiedJedis redis, Duration retention) {
    this.redis = redis;
    this.retention = retention;
  }

  public void add(Person who, String jobId, Instant at) {
    String key = PREFIX + who.key();
    redis.zadd(key, at.toEpochMilli(), jobId);
    redis.zremrangeByRank(key, 0, -MOST_PER_PERSON - 1);
    redis.pexpire(key, retention.toMillis());
  }

  /** At most {@code limit} ids, newest first. */
  public List<String> of(Person who, int limit) {
    return limit < 1
        ? List.of()
        : redis.zrange(PREFIX + who.key(), ZRangeParams.zrangeParams(0, limit - 1).rev());
  }

  /** Forgets a job whose status has expired. */
  public void remove(Person who, String jobId) {
    redis.zrem(PREFIX + who.key(), jobId);
  }
}
