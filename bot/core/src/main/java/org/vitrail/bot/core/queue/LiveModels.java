package org.vitrail.bot.core.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.JobQueue;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Which models somebody draws with, in whatever process: those with a live worker, and those that
 * had one a moment ago, as a worker that is restarted comes back. Never throws, and may be asked at
 * every key that somebody types. Safe for several threads.
 */
public final class LiveModels {
  private static final Logger LOG = LoggerFactory.getLogger(LiveModels.class);

  /** A restart with minutes of loading; whoever asks meanwhile waits for it. */
  static final Duration GRACE = Duration.ofMinutes(5);

  /** A second-old answer is as good as a new one. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Redis is asked more rarely while it does not answer, which may take it seconds. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** More models than one instance has. */
  private static final int MAX_MODELS = 100;

  private final JobQueue queue;
  private final Ticker ticker;
  private final Cache<String, Boolean> asked;
  private final Cache<String, Boolean> seen;
  private volatile long askAgainNanos;

  public LiveModels(JobQueue queue) {
    this(queue, Ticker.systemTicker());
  }

  LiveModels(JobQueue queue, Ticker ticker) {
    this.queue = queue;
    this.ticker = ticker;
    this.askAgainNanos = ticker.read();
    this.asked = cache(FRESH, ticker);
    this.seen = cache(GRACE, ticker);
  }

  /**
   * Whether a job for the model would be drawn. While Redis is away, what was known before holds.
   */
  public boolean isLive(String model) {
    if (ticker.read() - askAgainNanos >= 0 && asked.getIfPresent(model) == null) {
      try {
        if (queue.hasWorker(model)) {
          seen.put(model, true);
        }
        asked.put(model, true);
      } catch (JedisException e) {
        LOG.debug("Whether {} is drawn with is not known now: {}", model, e.getMessage());
        askAgainNanos = ticker.read() + PAUSE.toNanos();
      }
    }
    return seen.getIfPresent(model) != null;
  }

  private static Cache<String, Boolean> cache(Duration lasts, Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(lasts)
        .ticker(ticker)
        .maximumSize(MAX_MODELS)
        .build();
  }
}
