package org.vitrail.bot.core.outbox;

import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Which stickers were sent to platforms where these are messages of their own. A sticker cannot
 * come into a message by an edit as a photo can, and where nobody tells what was posted it is
 * claimed before it is sent: one that may have arrived is not sent again. Kept in Redis, so that it
 * holds for all processes.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class SentStickers {
  private static final String PREFIX = "vitrail:sticker:";

  /** Longer than any message is tried, or its pictures are kept. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private final UnifiedJedis redis;

  public SentStickers(UnifiedJedis redis) {
    this.redis = redis;
  }

  /** Whether nobody has begun to send it: then whoever asks may. */
  public boolean claim(String jobId) {
    SetParams once = SetParams.setParams().nx().px(REMEMBERED.toMillis());
    return redis.set(PREFIX + jobId, "", once) != null;
  }

  /** It did certainly not arrive. */
  public void release(String jobId) {
    redis.del(PREFIX + jobId);
  }

  /** It is there, as the message of that number. */
  public void sent(String jobId, int messageId) {
    redis.set(
        PREFIX + jobId,
        Integer.toString(messageId),
        SetParams.setParams().px(REMEMBERED.toMillis()));
  }

  /** The message of a sticker that certainly arrived. */
  public Optional<Integer> messageOf(String jobId) {
    return Optional.ofNullable(redis.get(PREFIX + jobId))
        .filter(number -> !number.isEmpty())
        .map(Integer::valueOf);
  }
}
