package org.vitrail.bot.core.service;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.config.DaemonThreads;
import org.vitrail.inference.protocol.RedisPulse;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Has kept requests handed on once Redis has answered for a while: workers that were cut off as
 * well have to say again what they draw.
 */
final class JournalDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalDrain.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SETTLED = Duration.ofSeconds(5);

  /** A look at one folder; who waits for a bot that died has waited before. */
  private static final Duration ADOPT_EVERY = Duration.ofMinutes(1);

  private final RequestJournal journal;
  private final HandOn handOn;
  private final CoreWiring core;
  private final RedisPulse pulse;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("request-journal"));
  private OptionalLong answersSince = OptionalLong.empty();
  private long adoptedNanos;

  JournalDrain(RequestJournal journal, CommandDispatcher dispatcher, CoreWiring core) {
    this.journal = journal;
    this.handOn = new HandOn(journal, dispatcher, core);
    this.core = core;
    this.pulse = new RedisPulse(core.redis, core.time::nanoTime);
    this.adoptedNanos = core.time.nanoTime();
    long millis = core.time.sleepFor(TICK).toMillis();
    thread.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Whatever leaves here would end the draining for good. */
  private void tick() {
    try {
      drain();
    } catch (JedisException away) {
      answersSince = OptionalLong.empty();
      LOG.debug("Kept requests wait on: {}", away.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("Handing on kept requests failed; it is tried again in a second.", e);
    }
  }

  private void drain() {
    adopt();
    if (!core.secret.isKnown()) {
      core.secret.mac("journal", ""); // while Redis answers: ids of chats' jobs follow from it
    }
    if (journal.isEmpty()) {
      return;
    }
    if (pulse.trouble().isPresent()) {
      answersSince = OptionalLong.empty();
      return;
    }
    long now = core.time.nanoTime();
    if (answersSince.isEmpty()) {
      answersSince = OptionalLong.of(now);
    }
    if (now - answersSince.getAsLong() < SETTLED.toNanos()) {
      return;
    }
    handOn.all();
  }

  private void adopt() {
    long now = core.time.nanoTime();
    if (now - adoptedNanos >= ADOPT_EVERY.toNanos()) {
      adoptedNanos = now;
      journal.adopt(core.time.instant());
      journal.eraseForgotten();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
