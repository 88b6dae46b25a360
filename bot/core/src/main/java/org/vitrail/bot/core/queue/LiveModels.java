package org.vitrail.bot.core.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.catalogue.ModelPresence;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.ServedModel;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Which models somebody draws with, in whatever process: those with a live worker that can load
 * them, and those that had one a moment ago, as a worker that is restarted comes back. Never
 * throws, and may be asked at every key that somebody types. Safe for several threads.
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
  private final Predicate<String> isHere;
  private final Ticker ticker;
  private final Cache<String, Boolean> asked;
  private final Cache<String, Boolean> seen;
  private final Cache<String, Boolean> broken;
  private volatile long askAgainNanos;

  /**
   * @param isHere whether a model's files are on this machine
   */
  public LiveModels(JobQueue queue, Predicate<String> isHere, Ticker ticker) {
    this.queue = queue;
    this.isHere = isHere;
    this.ticker = ticker;
    this.askAgainNanos = ticker.read();
    this.asked = cache(FRESH, ticker);
    this.seen = cache(GRACE, ticker);
    this.broken = cache(GRACE, ticker);
  }

  /**
   * Whether a job for the model would be drawn, and if not, why. While Redis is away, what was
   * known before holds.
   */
  public ModelPresence presence(String model) {
    look(model);
    if (broken.getIfPresent(model) != null) {
      return ModelPresence.BROKEN;
    }
    if (seen.getIfPresent(model) != null) {
      return ModelPresence.SERVED;
    }
    return isHere.test(model) ? ModelPresence.STOPPED : ModelPresence.ABSENT;
  }

  private void look(String model) {
    if (ticker.read() - askAgainNanos >= 0 && asked.getIfPresent(model) == null) {
      try {
        if (queue.hasWorker(model)) {
          seen.put(model, true);
          if (isBroken(model)) {
            broken.put(model, true);
          } else {
            broken.invalidate(model);
          }
        }
        asked.put(model, true);
      } catch (JedisException e) {
        LOG.debug("Whether {} is drawn with is not known now: {}", model, e.getMessage());
        askAgainNanos = ticker.read() + PAUSE.toNanos();
      }
    }
  }

  /** Every worker that says anything of it says that it cannot be loaded. */
  private boolean isBroken(String model) {
    List<ServedModel> said =
        queue.announcements().all().values().stream()
            .flatMap(List::stream)
            .filter(it -> it.id().equals(model))
            .toList();
    return !said.isEmpty() && said.stream().noneMatch(ServedModel::draws);
  }

  private static Cache<String, Boolean> cache(Duration lasts, Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(lasts)
        .ticker(ticker)
        .maximumSize(MAX_MODELS)
        .build();
  }
}
