package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobQueue;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Jobs on their way back to the queue. While Redis does not answer they stay this worker's, and it
 * is tried again: a job that comes back by the end of its lease alone looks as if its worker had
 * died of it. One thread.
 */
final class GivenBack {
  private static final Logger LOG = LoggerFactory.getLogger(GivenBack.class);

  /** The longest pause between tries at the end of a worker, which has little time. */
  private static final Duration LAST_PAUSE = Duration.ofMillis(800);

  private final JobQueue queue;
  private final String worker;
  private final LongSupplier nanos;
  private final List<ClaimedJob> underWay = new ArrayList<>();
  private Duration pause = OutcomeRetries.BACKOFF.first();
  private long nextNanos;

  GivenBack(JobQueue queue, String worker, LongSupplier nanos) {
    this.queue = queue;
    this.worker = worker;
    this.nanos = nanos;
  }

  /** Gives a job back, now or as soon as Redis answers. */
  void add(ClaimedJob job) {
    if (!underWay.isEmpty()) {
      underWay.add(job);
    } else if (!isBack(job)) {
      underWay.add(job);
      nextNanos = nanos.getAsLong() + pause.toNanos();
    }
  }

  /** Tries again what is due. */
  void retry() {
    if (!underWay.isEmpty() && nanos.getAsLong() - nextNanos >= 0) {
      tryAll();
    }
  }

  /** Tries again for a second or two, before the worker ends. */
  void finish() {
    pause = OutcomeRetries.BACKOFF.first();
    while (!underWay.isEmpty() && pause.compareTo(LAST_PAUSE) <= 0) {
      Publisher.pause(pause);
      tryAll();
    }
    underWay.forEach(
        job -> LOG.warn("Job {} will be claimed again when its lease ends.", job.job().id()));
  }

  /** Up to the first that fails: each may take as long as a connection is waited for. */
  private void tryAll() {
    while (!underWay.isEmpty() && isBack(underWay.get(0))) {
      underWay.remove(0);
    }
    pause =
        underWay.isEmpty() ? OutcomeRetries.BACKOFF.first() : OutcomeRetries.BACKOFF.next(pause);
    nextNanos = nanos.getAsLong() + pause.toNanos();
  }

  /** Gives a job back, by any thread. Returns whether Redis has heard it. */
  boolean isBack(ClaimedJob job) {
    try {
      queue.release(worker, job);
      LOG.info("Job {} went back to the queue.", job.job().id());
      return true;
    } catch (JedisException e) {
      LOG.warn("Job {} could not be given back ({}).", job.job().id(), e.getMessage());
      return false;
    }
  }

  /** Those whose lease this worker keeps until then. */
  List<ClaimedJob> jobs() {
    return List.copyOf(underWay);
  }

  /** Lets a job go that another worker has now. */
  void drop(String jobId) {
    underWay.removeIf(job -> job.job().id().equals(jobId));
  }
}
