package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.PostedMessage;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Brings what a job's message should show into its chat, in one attempt, and draws the conclusions:
 * when it is tried again, or that it is settled.
 *
 * <p>A picture is never posted, it only ever comes into a message that is known, by an edit. Edits
 * may be repeated without harm, so whatever fails in between, a process killed after the upload
 * included, is simply done again and nobody sees a grid twice. How a message comes to be posted
 * once only is {@link SinglePosting}'s.
 *
 * <p>Failures of progress are forgotten, as the next one is better; the last word is tried until
 * the platform has it, says that nobody can, or a day of attempts is over, of which a dead letter
 * stays.
 */
final class MessageDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(MessageDelivery.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  static final Duration GIVE_UP_AFTER = Outbox.GIVE_UP_AFTER;

  private final Messenger messenger;
  private final Outbox outbox;
  private final EntryLeases leases;
  private final NextMessage nextMessage;
  private final SinglePosting posting;
  private final Pacer pacer;
  private final TimeSource time;
  private final Kept messages;

  /** The messages that are kept here. */
  interface Kept {
    /** Shows one, after a while. */
    void run(String jobId, Duration delay);

    /** Another process keeps it now. */
    void lost(String jobId);

    /** It is settled. */
    void drop(String jobId);
  }

  MessageDelivery(
      Messenger messenger,
      Outbox outbox,
      EntryLeases leases,
      NextMessage nextMessage,
      Pacer pacer,
      TimeSource time,
      Kept messages) {
    this.messenger = messenger;
    this.outbox = outbox;
    this.leases = leases;
    this.nextMessage = nextMessage;
    this.posting = new SinglePosting(messenger, outbox, time);
    this.pacer = pacer;
    this.time = time;
    this.messages = messages;
  }

  /** Shows what the message should show now, if that is something new and there is budget. */
  void show(JobMessageState state) {
    if (state.isInDoubt() && leases.wasLate(state)) {
      late(state);
      return;
    }
    posting.note(state);
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
    if (posting.mayExist(state) && !jobMessage.isLast()) {
      state.waitFor(PAUSE);
      return;
    }
    Duration wait = pacer.take(messenger.chat(state.entry().address()), !jobMessage.isLast());
    if (!wait.isZero()) {
      state.waitFor(wait);
      messages.run(state.jobId(), wait);
      return;
    }
    if (!leases.holds(state)) {
      messages.lost(state.jobId());
      return;
    }
    Optional<PostedMessage> message = state.entry().message();
    SendResult sent =
        message.isPresent()
            ? messenger.edit(state.entry(), message.get(), jobMessage)
            : posting.post(state, jobMessage);
    if (message.isEmpty() && sent instanceof SendResult.Shown posted) {
      posting.know(state, posted.message());
    }
    if (leases.wasLate(state)) {
      late(state);
      return;
    }
    sent.accept(new After(state, jobMessage, message.isEmpty()));
  }

  /** Another has the entry: what is in the chat beside its message is taken away. */
  private void late(JobMessageState state) {
    LOG.warn("What was sent late to the message of job {} is put right.", state.jobId());
    if (state.isUnnoted() && state.entry().message().isPresent()) {
      // Where Redis does not answer in between, all of this is done again.
      state.inDoubt(true);
      posting.removeUnlessKnown(state.entry(), state.entry().message().get());
    }
    messages.lost(state.jobId());
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
      posting.remember(state, sent.message());
      if (wasPosted && jobMessage.picture().isPresent()) {
        messages.run(jobId, Duration.ZERO);
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
      if (sent.everywhere()) {
        pacer.pauseAll(sent.pause());
      } else {
        pacer.pause(messenger.chat(state.entry().address()), sent.pause());
      }
      LOG.info("{} wants a pause of {}.", messenger.platform(), sent.pause());
      state.waitFor(sent.pause());
      refused();
      messages.run(jobId, sent.pause());
    }

    @Override
    public void moved(SendResult.Moved sent) {
      LOG.info("The message of job {} goes on in a new one.", jobId);
      posting.moved(state, sent.address());
      messages.run(jobId, Duration.ZERO);
    }

    @Override
    public void gone(SendResult.Gone sent) {
      settle(state, sent.why());
    }

    @Override
    public void tooLarge() {
      state.shrink();
      refused();
      messages.run(jobId, Duration.ZERO);
    }

    @Override
    public void failed(SendResult.Failed sent) {
      if (!sent.mayBeShown()) {
        refused();
      }
      MessageDelivery.this.failed(state, jobMessage, sent.why());
    }

    private void refused() {
      if (wasPosted) {
        posting.notPosted(state);
      }
    }
  }

  private void failed(JobMessageState state, JobMessage jobMessage, String why) {
    String jobId = state.jobId();
    if (jobMessage.isLast() && isTriedLongEnough(state)) {
      LOG.error("The message of job {} is given up after a day of attempts: {}", jobId, why);
      giveUp(state, why);
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
    messages.run(jobId, pause);
  }

  /** It shows the last word: unless somebody changed it since, that is all. */
  private void delivered(JobMessageState state, String how) {
    if (outbox.close(messenger.platform(), state.jobId())) {
      settled(state, how);
    } else {
      state.forgetShown();
      messages.run(state.jobId(), Duration.ZERO);
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
    messages.drop(jobId);
    LOG.info("The message of job {} is settled: {}.", jobId, how);
  }

  /**
   * The bot itself failed. After three times a finished job's message says so in words, and where
   * even that fails it is given up as any other that does not arrive.
   */
  void crashed(JobMessageState state, Throwable failure) {
    String jobId = state.jobId();
    state.crash();
    if (state.isInWordsAlone() && isTriedLongEnough(state)) {
      giveUp(state, failure.getClass().getName());
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

  private void giveUp(JobMessageState state, String why) {
    String jobId = state.jobId();
    try {
      outbox.bury(
          messenger.platform(), new DeadLetter(time.instant(), jobId, "message of a job", why));
      settle(state, "given up, kept as a dead letter");
    } catch (JedisException e) {
      state.waitFor(PAUSE);
      LOG.debug("The message of job {} is given up when Redis answers: {}", jobId, e.getMessage());
    }
  }

  /** By the time of its attempts: how long ago it was asked for says nothing of them. */
  private static boolean isTriedLongEnough(JobMessageState state) {
    return state.lastWordFails().compareTo(GIVE_UP_AFTER) > 0;
  }
}
