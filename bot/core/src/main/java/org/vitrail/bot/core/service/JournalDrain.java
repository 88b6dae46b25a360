package org.vitrail.bot.core.service;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.config.DaemonThreads;
import org.vitrail.inference.protocol.RedisPulse;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hands kept requests on, one by one in their order, once Redis has answered for a while: workers
 * that were cut off as well have to say again what they draw. Each goes the way of a request that
 * arrives now, through rules, rate and quota; a refusal is told to its person. A request leaves the
 * journal when it has its job, and one that is handed on twice, because the process was killed in
 * between, finds that job.
 */
final class JournalDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalDrain.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  static final Duration SETTLED = Duration.ofSeconds(5);

  private final RequestJournal journal;
  private final CommandDispatcher dispatcher;
  private final CoreWiring core;
  private final RedisPulse pulse;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("request-journal"));
  private OptionalLong answersSince = OptionalLong.empty();

  JournalDrain(RequestJournal journal, CommandDispatcher dispatcher, CoreWiring core) {
    this.journal = journal;
    this.dispatcher = dispatcher;
    this.core = core;
    this.pulse = new RedisPulse(core.redis, core.time::nanoTime);
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
    for (String jobId : journal.jobIds()) {
      Optional<KeptRequest> kept = journal.read(jobId);
      if (kept.isPresent() && !journal.isForgotten(kept.get()) && !isHandedOn(kept.get())) {
        answersSince = OptionalLong.empty();
        return;
      }
      journal.remove(jobId);
    }
  }

  /** Whether it has its job, or its person hears why not. */
  private boolean isHandedOn(KeptRequest kept) {
    Reply reply = dispatcher.resume(kept);
    if (reply instanceof Reply.Refused refused) {
      if (refused.verdict() instanceof Unreachable) {
        return false;
      }
      LOG.info("The kept request of job {} was refused.", kept.jobId());
      tell(kept, refused.text());
    }
    if (reply instanceof Reply.Accepted) {
      LOG.info("The kept request of job {} is in the queue.", kept.jobId());
      kept.origin().filter(Origin::isChat).ifPresent(from -> letOthersTake(kept));
    }
    return !(reply instanceof Reply.Kept);
  }

  private void tell(KeptRequest kept, String words) {
    Optional<Origin> chat = kept.origin().filter(Origin::isChat);
    if (chat.isEmpty()) {
      core.notices.add(kept.who(), words);
      return;
    }
    boolean isPrivate = kept.command().audience() == Audience.ASKER;
    Map<String, String> address = chat.get().addressOf(isPrivate);
    core.outbox.openWords(kept.who(), kept.jobId(), address, words);
    letOthersTake(kept);
  }

  /** The platform's adapter looks for messages that nobody holds. */
  private void letOthersTake(KeptRequest kept) {
    core.outbox.release(kept.who().platform(), kept.jobId());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
