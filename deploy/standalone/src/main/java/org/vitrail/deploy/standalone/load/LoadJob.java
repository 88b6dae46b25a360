package org.vitrail.deploy.standalone.load;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.vitrail.bot.core.JobCard;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Stage;

/** One job under way, and what its person has seen of it. Guarded by itself. */
final class LoadJob {
  private final JobMix.Order order;
  private final long dueNanos;
  private final long acceptedNanos;
  private final Optional<Double> estimateSeconds;
  private final int number;
  private final int ahead;
  private final Map<LoadStage, Long> seen = new EnumMap<>(LoadStage.class);
  private OptionalInt percent = OptionalInt.empty();
  private long percentSinceNanos;
  private long stillestNanos;
  private int stillestPercent;
  private boolean fell;

  /**
   * @param dueNanos when it was to be asked for
   * @param acceptedNanos when the bot had answered, with this estimate
   * @param number of those that were asked for before it
   * @param ahead jobs that are open
   */
  LoadJob(
      JobMix.Order order,
      long dueNanos,
      long acceptedNanos,
      Optional<Double> estimateSeconds,
      int number,
      int ahead) {
    this.order = order;
    this.dueNanos = dueNanos;
    this.acceptedNanos = acceptedNanos;
    this.estimateSeconds = estimateSeconds;
    this.number = number;
    this.ahead = ahead;
    this.percentSinceNanos = acceptedNanos;
    this.seen.put(LoadStage.ACCEPTED, acceptedNanos);
  }

  LoadKind kind() {
    return order.kind();
  }

  /** What its person typed. */
  String text() {
    return order.text();
  }

  Optional<Double> estimateSeconds() {
    return estimateSeconds;
  }

  /** How many were asked for before it. */
  int number() {
    return number;
  }

  /** How many were open when it came. */
  int ahead() {
    return ahead;
  }

  double secondsSinceAccepted(long nanos) {
    return (nanos - acceptedNanos) / 1e9;
  }

  long sinceDue(long nanos) {
    return nanos - dueNanos;
  }

  /** The stages that a card shows for the first time. */
  synchronized Set<LoadStage> reached(JobCard card, long nanos) {
    look(card, nanos);
    Set<LoadStage> reached = EnumSet.noneOf(LoadStage.class);
    boolean isEnded = card.isFinal();
    if (isEnded || card.status().state() == JobStatus.State.RUNNING) {
      reached.add(LoadStage.CLAIMED);
    }
    if (card.status().progress().previewNumber() > 0) {
      reached.add(LoadStage.PREVIEWED);
    }
    if (kind().draws()
        && (card.isDone() || card.status().progress().stage().compareTo(Stage.DRAWING) > 0)) {
      reached.add(LoadStage.DRAWN);
    }
    reached.removeAll(seen.keySet());
    reached.forEach(stage -> seen.put(stage, nanos));
    return reached;
  }

  private void look(JobCard card, long nanos) {
    OptionalInt now = card.percent();
    if (!now.equals(percent)) {
      fell |= now.isPresent() && percent.isPresent() && now.getAsInt() < percent.getAsInt();
      if (percent.isPresent() && nanos - percentSinceNanos > stillestNanos) {
        stillestNanos = nanos - percentSinceNanos;
        stillestPercent = percent.getAsInt();
      }
      percent = now;
      percentSinceNanos = nanos;
    }
  }

  /** Whether its percentage was lower once than before. */
  synchronized boolean fell() {
    return fell;
  }

  /** For how long its percentage stood still at most. */
  synchronized double stillestSeconds() {
    return stillestNanos / 1e9;
  }

  /** Where that was. */
  synchronized int stillestPercent() {
    return stillestPercent;
  }

  /** Whether this is the first time that it is said to have ended. */
  synchronized boolean ends(long nanos) {
    return seen.putIfAbsent(LoadStage.DELIVERED, nanos) == null;
  }

  /** When each stage was reached, from when it was accepted. */
  synchronized Map<LoadStage, Double> secondsUntil() {
    Map<LoadStage, Double> seconds = new EnumMap<>(LoadStage.class);
    seen.forEach((stage, nanos) -> seconds.put(stage, secondsSinceAccepted(nanos)));
    seconds.remove(LoadStage.ACCEPTED);
    return seconds;
  }
}
