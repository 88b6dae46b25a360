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
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.config.DaemonThreads;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps the messages of one platform's jobs up to date and settles each once.
 *
 * <p>A picture is never posted, it only ever comes into a message that is known, by an edit. Edits
 * may be repeated without harm, so whatever fails in between, a process killed after the upload
 * included, is simply done again and nobody sees a grid twice. What cannot be repeated is the
 * posting of a message in words: the intent is noted first, and a message that may exist is looked
 * for before another is posted. Where nobody can tell whether it exists, no second one stands
 * beside it before there is something new to say: the last word.
 *
 * <p>Changes are not sent as they come: a message shows the newest card when it is its turn, see
 * {@link JobMessageState} and {@link Pacer}. Failures of progress are forgotten, as the next one is
 * better; the last word is tried until the platform has it, says that nobody can, or a day is over.
 */
public final class MessageUpdater implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageUpdater.class);
  private static final int THREADS = 16;
  private static final int MAX_TAKEN_AT_ONCE = 100;
  private static final Duration TICK = Duration.ofSeconds(1);
  static final Duration GIVE_UP_AFTER = Duration.ofDays(1);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(3);

  private final Messenger messenger;
  private final Outbox outbox;
  private final EntryLeases leases;
  private final NextMessage nextMessage;
  private final MessageRemover remover;
  private final Pacer pacer;
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
    this.nextMessage = new NextMessage(messenger, cards, jobMessages, time);
    this.remover = new MessageRemover(messenger, outbox, time);
    this.pacer = pacer;
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
    if (states.remove(jobId) != null) {
      LOG.warn("The message of job {} was taken over by another adapter.", jobId);
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
      show(state);
    } catch (JedisException e) {
      state.waitFor(TICK);
      LOG.debug("The message of job {} waits for Redis: {}", jobId, e.getMessage());
    } catch (RuntimeException | Error e) {
      crashed(state, e);
    } finally {
      synchronized (state) {
        if (state.done()) {
          run(jobId, state.untilDue());
        }
      }
    }
  }

  /**
   * The bot itself failed. After three times a finished job's message says so in words, and where
   * even that fails it is given up as any other that does not arrive.
   */
  private void crashed(JobMessageState state, Throwable failure) {
    String jobId = state.jobId();
    state.crash();
    if (state.isInWordsAlone() && isOld(state)) {
      giveUp(state, failure);
      return;
    }
    Duration pause = state.backOff();
    state.waitFor(pause);
    LOG.error(
        "The message of job {} failed {} times in a row; {} in {}.",
        jobId,
        state.crashes(),
        state.isInWordsAlone() ? "it is tried in words alone" : "it is tried again",
        pause,
        failure);
  }

  private void giveUp(JobMessageState state, Throwable failure) {
    String jobId = state.jobId();
    try {
      outbox.bury(
          messenger.platform(),
          new DeadLetter(time.instant(), jobId, "message of a job", failure.getClass().getName()));
      settle(state, "given up, kept as a dead letter");
    } catch (JedisException e) {
      state.waitFor(TICK);
      LOG.debug("The message of job {} is given up when Redis answers: {}", jobId, e.getMessage());
    }
  }

  private boolean isOld(JobMessageState state) {
    return time.instant().isAfter(state.entry().openedAt().plus(GIVE_UP_AFTER));
  }

  /** Shows what the message should show now, if that is something new and there is budget. */
  private void show(JobMessageState state) {
    if (state.isInDoubt() && leases.wasLate(state)) {
      lost(state.jobId());
      return;
    }
    if (state.shown() != null && state.shown().isLast()) {
      // Shown before, but Redis could not be told.
      delivered(state, "delivered");
      return;
    }
    Optional<JobMessage> next = nextMessage.of(state);
    if (next.isEmpty()) {
      return;
    }
    JobMessage jobMessage = next.get();
    if (mayExist(state) && !jobMessage.isLast()) {
      state.waitFor(TICK);
      return;
    }
    Duration wait = pacer.take(messenger.chat(state.entry().address()), !jobMessage.isLast());
    if (!wait.isZero()) {
      state.waitFor(wait);
      run(state.jobId(), wait);
      return;
    }
    if (!leases.holds(state)) {
      lost(state.jobId());
      return;
    }
    Optional<PostedMessage> message = state.entry().message();
    SendResult sent =
        message.isPresent()
            ? messenger.edit(state.entry(), message.get(), jobMessage)
            : post(state, jobMessage);
    if (leases.wasLate(state)) {
      late(state, message.isEmpty(), sent);
      return;
    }
    sent.accept(new After(state, jobMessage, message.isEmpty()));
  }

  /** Another keeps the message now; one that was posted beside theirs is taken away. */
  private void late(JobMessageState state, boolean wasPosted, SendResult sent) {
    String jobId = state.jobId();
    lost(jobId);
    LOG.warn("What was sent late to the message of job {} is put right.", jobId);
    if (wasPosted
        && sent instanceof SendResult.Shown posted
        && !outbox.found(jobId, posted.message())
        && !outbox
            .find(jobId)
            .flatMap(OutboxEntry::message)
            .filter(known -> known.id().equals(posted.message().id()))
            .isPresent()) {
      messenger.remove(state.entry(), posted.message());
    }
  }

  /** Whether a message may be in the chat that cannot be found. */
  private boolean mayExist(JobMessageState state) {
    if (state.entry().message().isPresent() || state.entry().postingSince().isEmpty()) {
      return false;
    }
    // Whoever posted it may have come to life again and said so.
    Optional<OutboxEntry> noted = outbox.find(state.jobId()).filter(it -> it.message().isPresent());
    if (noted.isPresent()) {
      state.entry(noted.get());
      return false;
    }
    OutboxEntry entry = state.entry();
    Trace trace = messenger.find(entry);
    trace.message().ifPresent(message -> remember(state, message));
    return !trace.isCertain();
  }

  private SendResult post(JobMessageState state, JobMessage jobMessage) {
    Instant now = time.instant();
    outbox.posting(state.jobId(), now);
    state.entry(state.entry().posting(now));
    return messenger.post(state.entry(), jobMessage.withoutPicture());
  }

  /** The platform has certainly taken no message, so none has to be looked for. */
  private void notPosted(JobMessageState state) {
    state.entry(state.entry().notPosted());
    outbox.notPosted(state.jobId());
  }

  private void remember(JobMessageState state, PostedMessage message) {
    if (!Optional.of(message).equals(state.entry().message())) {
      outbox.posted(state.jobId(), message);
      state.entry(state.entry().posted(message));
    }
  }

  /** What follows from one attempt to show a message. */
  private final class After implements SendResult.Visitor {
    private final JobMessageState state;
    private final JobMessage jobMessage;
    private final boolean wasPosted;
    private final String jobId;

    After(JobMessageState state, JobMessage jobMessage, boolean wasPosted) {
      this.state = state;
      this.jobMessage = jobMessage;
      this.wasPosted = wasPosted;
      this.jobId = state.jobId();
    }

    @Override
    public void shown(SendResult.Shown sent) {
      remember(state, sent.message());
      if (wasPosted && jobMessage.picture().isPresent()) {
        run(jobId, Duration.ZERO);
        return;
      }
      boolean isInWordsAlone = state.isInWordsAlone();
      state.shown(jobMessage);
      if (jobMessage.isLast() && isInWordsAlone) {
        outbox.bury(
            messenger.platform(),
            new DeadLetter(time.instant(), jobId, "message of a job", "shown in words alone"));
      }
      if (jobMessage.isLast()) {
        delivered(
            state, isInWordsAlone ? "without its pictures, kept as a dead letter" : "delivered");
      }
    }

    @Override
    public void later(SendResult.Later sent) {
      refused();
      if (sent.everywhere()) {
        pacer.pauseAll(sent.pause());
      } else {
        pacer.pause(messenger.chat(state.entry().address()), sent.pause());
      }
      LOG.info("{} wants a pause of {}.", messenger.platform(), sent.pause());
      state.waitFor(sent.pause());
      run(jobId, sent.pause());
    }

    @Override
    public void moved(SendResult.Moved sent) {
      LOG.info("The message of job {} goes on in a new one.", jobId);
      outbox.moved(jobId, sent.address());
      state.entry(state.entry().movedTo(sent.address()));
      run(jobId, Duration.ZERO);
    }

    @Override
    public void gone(SendResult.Gone sent) {
      settle(state, sent.why());
    }

    @Override
    public void tooLarge() {
      refused();
      state.shrink();
      run(jobId, Duration.ZERO);
    }

    @Override
    public void failed(SendResult.Failed sent) {
      if (!sent.mayBeShown()) {
        refused();
      }
      MessageUpdater.this.failed(state, jobMessage, sent.why());
    }

    private void refused() {
      if (wasPosted) {
        notPosted(state);
      }
    }
  }

  private void failed(JobMessageState state, JobMessage jobMessage, String why) {
    String jobId = state.jobId();
    if (isOld(state)) {
      LOG.error("The message of job {} is given up after a day: {}", jobId, why);
      settle(state, "given up");
      return;
    }
    Duration pause = state.backOff();
    LOG.warn(
        "The {} of job {} did not arrive ({}); trying again in {}.",
        jobMessage.isLast() ? "result" : "progress",
        jobId,
        why,
        pause);
    state.waitFor(pause);
    run(jobId, pause);
  }

  /** It shows the last word: unless somebody changed it since, that is all. */
  private void delivered(JobMessageState state, String how) {
    if (outbox.close(messenger.platform(), state.jobId())) {
      settled(state, how);
    } else {
      state.forgetShown();
      run(state.jobId(), Duration.ZERO);
    }
  }

  /** Nothing more can be shown. */
  private void settle(JobMessageState state, String how) {
    outbox.giveUp(messenger.platform(), state.jobId());
    settled(state, how);
  }

  private void settled(JobMessageState state, String how) {
    String jobId = state.jobId();
    state.settle();
    states.remove(jobId);
    LOG.info("The message of job {} is settled: {}.", jobId, how);
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
