package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.Announcements;
import org.vitrail.inference.protocol.Proposals;
import org.vitrail.inference.protocol.ServedModel;
import redis.clients.jedis.exceptions.JedisException;

/** Tells Redis which models a worker serves: when that changes, and before it is forgotten. */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  /** The largest models take a minute or two; nothing else can be said meanwhile. */
  private static final Duration LOADING = Duration.ofMinutes(5);

  private final Announcements announcements;
  private final String worker;
  private final LongSupplier nanos;
  private final long intervalNanos;
  private final Set<String> proposed = new HashSet<>();
  private long nextNanos;

  Announcer(Announcements announcements, String worker, LongSupplier nanos) {
    this.announcements = announcements;
    this.worker = worker;
    this.nanos = nanos;
    this.intervalNanos = announcements.workerTimeout().dividedBy(3).toNanos();
    this.nextNanos = nanos.getAsLong();
  }

  /** Whether it is time to say it again. */
  boolean isDue() {
    return nanos.getAsLong() - nextNanos >= 0;
  }

  /**
   * @param proposals what people could ask them for, by model and language
   */
  void tell(List<ServedModel> models, Map<String, Map<String, Proposals>> proposals) {
    tell(models, announcements.workerTimeout());
    try {
      proposals.forEach(
          (model, byLanguage) -> {
            announcements.propose(model, byLanguage, !proposed.contains(model));
            proposed.add(model);
          });
    } catch (JedisException e) {
      LOG.debug("What models could be asked for could not be told: {}", e.getMessage());
    }
  }

  /** Says it for as long as nothing can be said, because a model is loaded. */
  void tellBeforeLoading(List<ServedModel> models) {
    tell(models, LOADING);
  }

  private void tell(List<ServedModel> models, Duration holds) {
    nextNanos = nanos.getAsLong() + intervalNanos;
    try {
      announcements.announce(worker, models, holds);
    } catch (JedisException e) {
      LOG.debug("Which models are served could not be told: {}", e.getMessage());
    }
  }
}
