package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.util.OptionalLong;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.inference.protocol.ExponentialBackoff;
import org.vitrail.inference.protocol.Stage;

/**
 * One job's message while a {@link MessageUpdater} keeps it: what it shows, what it should show,
 * and when it may change next. Owned by its {@link MessageUpdater}, which locks it.
 */
final class JobMessageState {
  private static final Duration SHORTEST_GAP = Duration.ofMillis(1_000);
  private static final Duration PROGRESS_GAP = Duration.ofMillis(2_500);
  private static final Duration PREVIEW_GAP = Duration.ofSeconds(5);
  private static final Duration MAX_GAP = Duration.ofSeconds(60);

  /** While somebody waits, the position is shown after each further fifth of the wait. */
  private static final int WAIT_SHARE = 5;

  private static final int MAX_CRASHES = 3;

  private static final ExponentialBackoff BACKOFF =
      new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

  private final TimeSource time;
  private final long beganNanos;
  private volatile long heldNanos;
  private OutboxEntry entry;
  private Runnable noting;
  private JobCard card;
  private JobMessage shown;
  private Stage shownStage;
  private int shownPreview;
  private long shownNanos;
  private long previewNanos;
  private long notBeforeNanos;
  private int failures;
  private OptionalLong lastWordFailsSinceNanos = OptionalLong.empty();
  private int shrinks;
  private int crashes;
  private boolean busy;
  private boolean wantedMeanwhile;
  private boolean settled;
  private volatile boolean inDoubt;

  JobMessageState(OutboxEntry entry, TimeSource time) {
    this.entry = entry;
    this.time = time;
    this.beganNanos = time.nanoTime();
    this.heldNanos = beganNanos;
    this.previewNanos = beganNanos - PREVIEW_GAP.toNanos();
    this.notBeforeNanos = beganNanos;
  }

  String jobId() {
    return entry.jobId();
  }

  OutboxEntry entry() {
    return entry;
  }

  void entry(OutboxEntry changed) {
    entry = changed;
  }

  /**
   * Changes what is known of the message by what the platform said.
   *
   * @param how the outbox is told of it, which it is not yet
   */
  void learn(OutboxEntry changed, Runnable how) {
    entry = changed;
    noting = how;
  }

  /** Whether the outbox does not know yet what {@link #learn} brought. */
  boolean isUnnoted() {
    return noting != null;
  }

  Runnable noting() {
    return noting;
  }

  void noted() {
    noting = null;
  }

  /** By the ticker: when its entry was certainly held last. */
  long heldSince() {
    return heldNanos;
  }

  void heldSince(long nanos) {
    heldNanos = nanos;
  }

  /**
   * Whether it is to be asked yet if what was sent last was sent by somebody who held the entry.
   */
  boolean isInDoubt() {
    return inDoubt;
  }

  void inDoubt(boolean is) {
    inDoubt = is;
  }

  JobCard card() {
    return card;
  }

  void card(JobCard newer) {
    card = newer;
  }

  JobMessage shown() {
    return shown;
  }

  int shownPreview() {
    return time.nanoTime() - previewNanos >= PREVIEW_GAP.toNanos()
        ? shownPreview
        : Integer.MAX_VALUE;
  }

  int shrinks() {
    return shrinks;
  }

  void shrink() {
    shrinks++;
  }

  /** How often in a row the bot itself failed over it. */
  int crashes() {
    return crashes;
  }

  /** Whether the bot itself failed so often that pictures are not tried again. */
  boolean isInWordsAlone() {
    return crashes >= MAX_CRASHES;
  }

  void crash() {
    crashes++;
  }

  void settle() {
    settled = true;
  }

  /** Whether this thread may work on it now; then it has to call {@link #done}. */
  boolean begin() {
    if (busy) {
      wantedMeanwhile = true;
      return false;
    }
    if (settled || time.nanoTime() - dueNanos() < 0) {
      return false;
    }
    busy = true;
    wantedMeanwhile = false;
    return true;
  }

  /**
   * @return whether there was a reason meanwhile to work on it again
   */
  boolean done() {
    busy = false;
    return wantedMeanwhile;
  }

  void shown(JobMessage jobMessage) {
    crashes = 0;
    if (jobMessage.picture().isPresent()) {
      shownPreview = card == null ? 0 : card.status().progress().previewNumber();
      previewNanos = time.nanoTime();
    }
    shown = jobMessage;
    shownStage = card == null ? null : card.status().progress().stage();
    shownNanos = time.nanoTime();
    failures = 0;
    lastWordFailsSinceNanos = OptionalLong.empty();
  }

  /** Whatever it showed, it may show something else now. */
  void forgetShown() {
    shown = null;
    shownPreview = 0;
  }

  void waitFor(Duration pause) {
    notBeforeNanos = time.nanoTime() + pause.toNanos();
  }

  Duration backOff() {
    return BACKOFF.after(++failures);
  }

  /**
   * To be called when an attempt at the last word has failed.
   *
   * @return since how long none has succeeded, as far as this process knows
   */
  Duration lastWordFails() {
    long now = time.nanoTime();
    if (lastWordFailsSinceNanos.isEmpty()) {
      lastWordFailsSinceNanos = OptionalLong.of(now);
    }
    return Duration.ofNanos(now - lastWordFailsSinceNanos.getAsLong());
  }

  /** Until its next change; zero or less when it is due. */
  Duration untilDue() {
    return Duration.ofNanos(dueNanos() - time.nanoTime());
  }

  private long dueNanos() {
    if (shown == null || card == null || card.isFinal()) {
      return notBeforeNanos;
    }
    long due = shownNanos + gap().toNanos();
    return due - notBeforeNanos > 0 ? due : notBeforeNanos;
  }

  private Duration gap() {
    Stage stage = card.status().progress().stage();
    if (stage != Stage.WAITING) {
      // A new stage is shown soon; within one only the bar moves.
      return stage == Stage.DRAWING || stage == shownStage ? PROGRESS_GAP : SHORTEST_GAP;
    }
    Duration waited = Duration.ofNanos(time.nanoTime() - beganNanos).dividedBy(WAIT_SHARE);
    Duration least = waited.compareTo(PROGRESS_GAP) > 0 ? waited : PROGRESS_GAP;
    return least.compareTo(MAX_GAP) < 0 ? least : MAX_GAP;
  }
}
