package org.vitrail.bot.core.queue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.OptionalDouble;
import org.vitrail.inference.protocol.JobQueue;

/** How fast each model draws at the moment, and whether anybody draws at all. */
public final class Lanes {
  /** Every card of every waiting job asks; a second-old answer is as good as a new one. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** More models than one house has; bounds what a wrong lane name could fill. */
  private static final int MOST_LANES = 100;

  private final LoadingCache<String, Pulse> pulses;

  public Lanes(JobQueue queue) {
    pulses =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(MOST_LANES)
            .build(lane -> new Pulse(queue.speed(lane), queue.workers(lane)));
  }

  /**
   * @param speed pictures per second of all workers together, empty until measured
   * @param workers that serve this lane
   */
  public record Pulse(OptionalDouble speed, int workers) {
    /** Whether a worker serves this lane. */
    public boolean hasWorker() {
      return workers > 0;
    }

    /** Seconds until so many pictures are drawn, by all workers; then own ones, by one of them. */
    public OptionalDouble seconds(double imagesAhead, double ownImages) {
      return speed.isEmpty()
          ? speed
          : OptionalDouble.of(
              (imagesAhead + ownImages * Math.max(1, workers)) / speed.getAsDouble());
    }
  }

  /**
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public Pulse pulse(String lane) {
    return pulses.get(lane);
  }
}
