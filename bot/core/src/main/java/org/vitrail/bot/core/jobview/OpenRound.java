package org.vitrail.bot.core.jobview;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * A round over all open jobs, some at a time, so that what is urgent comes between, and with rests:
 * it takes no more than a quarter of a thread's and of Redis's time, however many jobs are open.
 * Not safe for several threads.
 */
final class OpenRound {
  static final int AT_ONCE = 100;
  private static final int RESTS = 3;

  private final Queue<String> left = new ArrayDeque<>();
  private long nextNanos;

  void begin(Collection<String> jobIds, long nowNanos) {
    left.clear();
    left.addAll(jobIds);
    nextNanos = nowNanos;
  }

  boolean isOver() {
    return left.isEmpty();
  }

  /** When the next ones are to be looked at. */
  long nextNanos() {
    return nextNanos;
  }

  /** The jobs to look at now; none while it rests. */
  List<String> next(long nowNanos) {
    return nowNanos - nextNanos < 0
        ? List.of()
        : Stream.generate(left::poll).limit(Math.min(AT_ONCE, left.size())).toList();
  }

  /** Looking at the last ones took from one moment to the other. */
  void rest(long fromNanos, long toNanos) {
    nextNanos = toNanos + RESTS * (toNanos - fromNanos);
  }
}
