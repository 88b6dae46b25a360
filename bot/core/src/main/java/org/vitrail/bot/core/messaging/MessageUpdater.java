package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.config.DaemonThreads;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps the messages of one platform's jobs up to date and settles each once.
 *
 * <p>Changes are not sent as they come: a message shows the newest card when it is its turn, see
 * {@link JobMessageState} and {@link Pacer}. What one attempt does is {@link MessageDelivery}'s.
 */
public final class MessageUpdater implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageUpdater.class);
  private static final int THREADS = 16;
  private static final int MAX_TAKEN_AT_ONCE = 100;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(3);

  private final Messenger messenger;
  private final Outbox outbox;
  private final EntryLeases leases;
  private final MessageDelivery delivery;
  private final MessageRemover remover;
  private final TimeSource time;
  private final Map<String, JobMessageState> states = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor threads;
  private final AutoCloseable subscription;

  /** Takes up what earlier processes left, and follows all changes from now on. */
  public MessageUpdater(
      Messenger messenger,
      Outbox outbox,
      Cards cards,
      JobWatch watch,
      JobMessageMaker jobMessages,
      Pacer pacer,
      TimeSource time) {
    this.messenger = messenger;
    this.outbox = outbox;
    this.leases = new EntryLeases(outbox, messenger.platform(), time);
    NextMessage nextMessage = new NextMessage(messenger, cards, jobMessages, time);
    this.delivery =
        new MessageDelivery(messenger, outbox, leases, nextMessage, pacer, time, new Kept());
    this.remover = new MessageRemover(messenger, outbox, time);
    this.time = time;
    threads =
        new ScheduledThreadPoolExecutor(
            THREADS, DaemonThreads.named("messages-" + messenger.platform()));
    threads.setRemoveOnCancelPolicy(true);
    // What is due later is for the next process; to clear the queue by hand would leave threads
    // waiting for what is no longer in it.
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    threads.scheduleWithFixedDelay(
        this::tick, 0, time.sleepFor(TICK).toMillis(), TimeUnit.MILLISECONDS);
    subscription = watch.watch(this::changed);
  }

  /**
   * To be called when a job of this platform was accepted here: its message begins at once.
   *
   * @param opened what is known of its message, if it was opened this moment
   */
  public void take(String jobId, Optional<OutboxEntry> opened) {
    Instant stillHeld = time.instant().minus(EntryLeases.RENEW);
    opened
        .filter(entry -> entry.openedAt().isAfter(stillHeld))
        .ifPresentOrElse(this::begin, () -> take(jobId));
  }

  private void take(String jobId) {
    try {
      outbox.take(messenger.platform(), jobId).ifPresent(this::begin);
    } catch (JedisException e) {
      LOG.debug("Job {} is shown when Redis answers again: {}", jobId, e.getMessage());
    }
  }

  /** Its card is looked for once its changes are heard of here, so that none is missed. */
  private void begin(OutboxEntry entry) {
    states.computeIfAbsent(entry.jobId(), id -> new JobMessageState(entry, time));
    run(entry.jobId(), Duration.ZERO);
  }

  private void changed(JobCard card) {
    JobMessageState state = states.get(card.id());
    if (state != null) {
      synchronized (state) {
        state.card(card);
      }
      run(card.id(), state.untilDue());
    }
  }

  private void run(String jobId, Duration delay) {
    long millis = Math.max(0, time.sleepFor(delay).toMillis());
    try {
      threads.schedule(() -> advance(jobId), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("Job {} is left to the next process.", jobId);
    }
  }

  /** Nothing that one message does may stop the others. */
  private void tick() {
    try {
      if (leases.isDue()) {
        leases.renew(kept()).forEach(this::lost);
        outbox.bringOver(messenger.platform(), MAX_TAKEN_AT_ONCE);
      }
      for (OutboxEntry entry : outbox.abandoned(messenger.platform(), MAX_TAKEN_AT_ONCE)) {
        if (!states.containsKey(entry.jobId()) && messenger.reaches(entry.address())) {
          LOG.info("The message of job {} is taken over.", entry.jobId());
          take(entry.jobId());
        }
      }
      outbox.takeRemovals(messenger.platform(), MAX_TAKEN_AT_ONCE).forEach(remover::remove);
      states.keySet().forEach(id -> run(id, Duration.ZERO));
    } catch (JedisException e) {
      LOG.debug("Redis does not answer ({}); messages wait.", e.getMessage());
    } catch (RuntimeException | Error e) {
      // Whatever leaves here would end the ticking for good, and nobody would hear of it.
      LOG.error("Looking after messages failed; it is tried again in a second.", e);
    }
  }

  /** All but those of which something else is to be asked first. */
  private List<JobMessageState> kept() {
    return states.values().stream().filter(state -> !state.isInDoubt()).toList();
  }

  private void lost(String jobId) {
    if (states.remove(jobId) == null) {
      return;
    }
    if (outbox.find(jobId).isPresent()) {
      LOG.warn("The message of job {} was taken over by another adapter.", jobId);
    } else {
      LOG.info("The message of job {} is left as it is: its entry expired or was deleted.", jobId);
    }
  }

  private void advance(String jobId) {
    JobMessageState state = states.get(jobId);
    if (state == null) {
      return;
    }
    synchronized (state) {
      if (!state.begin()) {
        return;
      }
    }
    try {
      delivery.show(state);
    } catch (JedisException e) {
      state.waitFor(TICK);
      LOG.debug("The message of job {} waits for Redis: {}", jobId, e.getMessage());
    } catch (RuntimeException | Error e) {
      delivery.crashed(state, e);
    } finally {
      synchronized (state) {
        if (state.done()) {
          run(jobId, state.untilDue());
        }
      }
    }
  }

  private final class Kept implements MessageDelivery.Kept {
    @Override
    public void run(String jobId, Duration delay) {
      MessageUpdater.this.run(jobId, delay);
    }

    @Override
    public void lost(String jobId) {
      MessageUpdater.this.lost(jobId);
    }

    @Override
    public void drop(String jobId) {
      states.remove(jobId);
    }
  }

  /** How many messages are under way here. */
  int underWay() {
    return states.size();
  }

  /** Lets what is being sent end, and leaves the rest to others. */
  @Override
  public void close() {
    close(PATIENCE_AT_CLOSE);
  }

  /** With another patience for what is being sent. */
  void close(Duration patience) {
    try {
      subscription.close();
      threads.shutdown();
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
      states.keySet().forEach(id -> outbox.release(messenger.platform(), id));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      // An Error, too, must not keep the rest of the adapter from closing.
      LOG.warn("Messages under way are taken over when their lease ends: {}", e.getMessage());
    }
  }
}
