package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Whether Redis keeps what it is given, now: a note is written, at most every few seconds however
 * often somebody asks. A PING would not do, as a replica and a full server answer it as well.
 */
public final class RedisPulse {
  private static final String KEY = Keys.QUEUE_PREFIX + "pulse";
  private static final long FRESH = Duration.ofSeconds(5).toNanos();
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final UnifiedJedis redis;
  private final LongSupplier nanos;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Beat last;

  private record Beat(long at, Optional<RedisTrouble> trouble) {}

  public RedisPulse(UnifiedJedis redis) {
    this(redis, System::nanoTime);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public RedisPulse(UnifiedJedis redis, LongSupplier nanos) {
    this.redis = redis;
    this.nanos = nanos;
  }

  /** What is the matter, empty while all is well. Several callers cause one question. */
  public Optional<RedisTrouble> trouble() {
    Beat known = last;
    if (isFresh(known) || (known != null && asking.isLocked())) {
      return known.trouble();
    }
    asking.lock();
    try {
      if (!isFresh(last)) {
        last = new Beat(nanos.getAsLong(), ask());
      }
      return last.trouble();
    } finally {
      asking.unlock();
    }
  }

  private boolean isFresh(Beat beat) {
    return beat != null && nanos.getAsLong() - beat.at() < FRESH;
  }

  private Optional<RedisTrouble> ask() {
    try {
      redis.set(KEY, "1", SetParams.setParams().px(KEPT.toMillis()));
      return Optional.empty();
    } catch (JedisException e) {
      return Optional.of(RedisTrouble.of(e));
    }
  }
}
