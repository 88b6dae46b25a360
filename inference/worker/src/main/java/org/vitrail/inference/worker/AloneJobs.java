package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.LaneSnapshot.Load;

/**
 * Jobs that are worked on by themselves, as enlarging one picture is, while everything that is
 * drawn stands still. After each of them drawing goes on for as long as it took before the next one
 * is begun: whoever is drawn has half of the time, however many such jobs come. One that has to
 * wait for that keeps its turn, as nothing is claimed behind it. One thread.
 */
final class AloneJobs {
  /** So long a pause lasts at most, as others wait behind the job that waits for it. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Batcher batcher;
  private final LongSupplier nanos;
  private final Deque<Held> held = new ArrayDeque<>();
  private long pauseEnd;

  /** A job, and what begins and ends it. */
  private record Held(ClaimedJob job, Runnable work) {}

  AloneJobs(Batcher batcher, LongSupplier nanos) {
    this.batcher = batcher;
    this.nanos = nanos;
    this.pauseEnd = nanos.getAsLong();
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Those that have not been begun. */
  List<ClaimedJob> jobs() {
    return held.stream().map(Held::job).toList();
  }

  /** Works on a job at once, or as soon as those that are drawn have had their part. */
  void add(ClaimedJob job, Runnable work) {
    remove(job.job().id());
    held.add(new Held(job, work));
    workOnNext();
  }

  /** Works on the next one if it is time to. */
  void workOnNext() {
    boolean isDrawing = !batcher.running().isEmpty();
    if (held.isEmpty() || (isDrawing && nanos.getAsLong() - pauseEnd < 0)) {
      return;
    }
    Held next = held.remove();
    batcher.showWaiting(Load.of(next.job().job().task()));
    long start = nanos.getAsLong();
    next.work().run();
    batcher.skipTime();
    long now = nanos.getAsLong();
    if (isDrawing) {
      pauseEnd = now + Math.min(now - start, LONGEST_PAUSE.toNanos());
    }
  }

  /** Takes a job out that was not begun. */
  void remove(String jobId) {
    held.removeIf(it -> it.job().job().id().equals(jobId));
  }
}
