package org.vitrail.bot.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Which jobs a person asked for lately, newest first; only their ids. A job is on the list before
 * it is in the queue, so that none is ever drawn that its person cannot find; one that is not in
 * the queue may be on its way there, and nobody strikes it off for that.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class RecentJobs {
  private static final String PREFIX = "vitrail:recent:";
  private static final LuaScript ADD = LuaScript.beside(RecentJobs.class, "add.lua");

  /** The longest list of one person. */
  public static final int MOST = 100;

  private final UnifiedJedis redis;
  private final Duration kept;

  /**
   * @param kept how long the list is kept after the last job that was added
   */
  public RecentJobs(UnifiedJedis redis, Duration kept) {
    this.redis = redis;
    this.kept = kept;
  }

  /**
   * For the jobs of a queue: who asked finds, and may erase, whatever waits or is kept.
   *
   * @param retention how long jobs are kept once their end was seen
   */
  public static RecentJobs of(UnifiedJedis redis, JobQueue queue, Duration retention) {
    return new RecentJobs(redis, queue.longestUnseen().plus(retention));
  }

  public void add(Person who, String jobId, Instant at) {
    ADD.run(redis, List.of(PREFIX + who.key()), jobId, at.toEpochMilli(), MOST, kept.toMillis());
  }

  /** At most {@code limit} ids, newest first. */
  public List<String> of(Person who, int limit) {
    return limit < 1
        ? List.of()
        : redis.zrange(PREFIX + who.key(), ZRangeParams.zrangeParams(0, limit - 1).rev());
  }

  /** Strikes off a job that its person or a moderator wants gone. */
  public void remove(Person who, String jobId) {
    redis.zrem(PREFIX + who.key(), jobId);
  }
}
