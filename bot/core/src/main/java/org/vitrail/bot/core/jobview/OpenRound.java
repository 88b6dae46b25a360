package org.vitrail.bot.core.jobview;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Goes round open jobs again and again, some at a time, so that what is urgent comes between, and
 * with rests: it takes no more than a quarter of a thread's and of Redis's time, however many jobs
 * are open. Not safe for several threads.
 */
final class OpenRound {
  static final int AT_ONCE = 100;
  private static final int RESTS = 3;

  private final Queue<String> left = new ArrayDeque<>();
  private final Duration period;
  private long dueNanos;
  private long restsUntilNanos;

  /**
   * @param period from the begin of a round to that of the next, unless it takes longer
   */
  OpenRound(Duration period, long nowNanos) {
    this.period = period;
    this.dueNanos = nowNanos;
  }

  /** Whether a round is to begin. */
  boolean isDue(long nowNanos) {
    return isOver() && nowNanos - dueNanos >= 0;
  }

  void begin(Collection<String> jobIds, long nowNanos) {
    left.clear();
    left.addAll(jobIds);
    restsUntilNanos = nowNanos;
    dueNanos = nowNanos + period.toNanos();
  }

  boolean isOver() {
    return left.isEmpty();
  }

  /** When the next ones are to be looked at, or the next round is to begin. */
  long nextNanos() {
    return isOver() ? dueNanos : restsUntilNanos;
  }

  /** The jobs to look at now; none while it rests. */
  List<String> next(long nowNanos) {
    return nowNanos - restsUntilNanos < 0
        ? List.of()
        : Stream.generate(left::poll).limit(Math.min(AT_ONCE, left.size())).toList();
  }

  /** Looking at the last ones took from one moment to the other. */
  void rest(long fromNanos, long toNanos) {
    restsUntilNanos = toNanos + RESTS * (toNanos - fromNanos);
  }
}
