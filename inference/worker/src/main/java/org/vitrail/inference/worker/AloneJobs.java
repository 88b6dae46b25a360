package org.vitrail.inference.worker;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.Room;

/**
 * Jobs that are worked on by themselves, as enlarging one picture is, while everything that is
 * drawn stands still. After each of them drawing goes on for as long as it took before the next one
 * is begun: whoever is drawn has half of the time, however many such jobs come. One whose turn is
 * then keeps it, as nothing is claimed behind it, and an idle worker may have it. One that memory
 * ran out for is tried once more when nothing is drawn. One thread.
 */
final class AloneJobs {
  private static final Logger LOG = LoggerFactory.getLogger(AloneJobs.class);

  private final Batcher batcher;
  private final Publisher publisher;
  private final LongSupplier nanos;
  private final Deque<Held> held = new ArrayDeque<>();
  private final LaterTries later;

  /** Those that are to be tried again, by their ids. */
  private final Map<String, Held> failed = new HashMap<>();

  /** The one at work, unless it was given to another worker. */
  private Optional<Held> atWork = Optional.empty();

  private long pauseEnd;

  /** Does a job and ends it, unless it fails. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * A job and what is done with it.
   *
   * @param doing see {@link Publisher#failure}
   * @param needsAllMemory whether nothing may be drawn meanwhile
   */
  private record Held(ClaimedJob job, String doing, Work work, boolean needsAllMemory) {
    String id() {
      return job.job().id();
    }
  }

  AloneJobs(Batcher batcher, Publisher publisher, LongSupplier nanos) {
    this.batcher = batcher;
    this.publisher = publisher;
    this.nanos = nanos;
    this.later = new LaterTries(nanos);
    this.pauseEnd = nanos.getAsLong();
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return held.isEmpty() && later.isEmpty();
  }

  /** Whether one is the next to be begun, so that nothing is claimed behind it. */
  boolean isOneNext() {
    return !held.isEmpty();
  }

  /** Those that are not worked on now. */
  List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = new ArrayList<>(later.jobs());
    held.forEach(it -> jobs.add(it.job()));
    return jobs;
  }

  /** Whether drawing has had its part, so that one more may be begun. */
  boolean takesMore() {
    return batcher.running().isEmpty() || nanos.getAsLong() - pauseEnd >= 0;
  }

  /** See {@link LaterTries#outOfReach}. */
  List<ClaimedJob> outOfReach() {
    return later.outOfReach();
  }

  /**
   * Works on a job, at once unless one waits here that failed before.
   *
   * @param doing see {@link Publisher#failure}
   */
  void add(ClaimedJob job, String doing, Work work) {
    remove(job.job().id());
    held.add(new Held(job, doing, work, false));
    workOnNext();
  }

  /** Works on the next one if it is time to. */
  void workOnNext() {
    later.due().forEach(job -> held.add(failed.remove(job.job().id())));
    boolean isDrawing = !batcher.running().isEmpty();
    if (held.isEmpty() || !takesMore() || (isDrawing && held.peek().needsAllMemory())) {
      return;
    }
    Held next = held.remove();
    batcher.showWaiting(Load.of(next.job().job().task()));
    long start = nanos.getAsLong();
    work(next);
    batcher.skipTime();
    long now = nanos.getAsLong();
    if (isDrawing) {
      pauseEnd = now + Math.min(now - start, Room.LONGEST_PAUSE.toNanos());
    }
  }

  private void work(Held job) {
    atWork = Optional.of(job);
    try (MDC.MDCCloseable ignored = MDC.putCloseable("job", job.id())) {
      job.work().run();
      later.forget(job.id());
    } catch (IOException | RuntimeException e) {
      atWork.ifPresent(it -> tryLater(it, e));
    } finally {
      atWork = Optional.empty();
    }
  }

  private void tryLater(Held job, Exception cause) {
    if (later.take(job.job(), cause)) {
      LOG.warn("Job {} is tried once more in a while ({}).", job.id(), cause.getMessage());
      boolean isShort = DeviceMemory.isExhausted(cause);
      failed.put(job.id(), new Held(job.job(), job.doing(), job.work(), isShort));
      publisher.restart(job.id());
    } else {
      publisher.failure(job.job(), job.doing(), cause);
    }
  }

  /** Forgets a job, which whoever works on it has to end by themselves. */
  void remove(String jobId) {
    atWork = atWork.filter(it -> !it.id().equals(jobId));
    held.removeIf(it -> it.id().equals(jobId));
    later.forget(jobId);
    failed.remove(jobId);
  }
}
