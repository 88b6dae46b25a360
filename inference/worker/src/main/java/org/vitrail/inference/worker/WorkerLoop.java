package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Room;
import org.vitrail.inference.protocol.WorkerPace;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A worker's loop while its model is loaded: claim, draw a token for all, look after leases,
 * cancellations and progress, and again. Drawing goes on while Redis is away.
 */
final class WorkerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
  static final Duration IDLE_WAIT = Duration.ofMillis(500);
  private static final Duration CLAIM_INTERVAL = Duration.ofMillis(30);
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);
  private static final Duration PACE_INTERVAL = Duration.ofMillis(500);

  /** Between two looks at what could not be stored, while there is nothing else to do. */
  private static final Duration UNTIL_STORED = Duration.ofMillis(50);

  private final JobQueue queue;
  private final Publisher publisher;
  private final OutcomeRetries endings;
  private final Pace pace;
  private final Batcher batcher;
  private final UpscaleRunner enlarger;
  private final String worker;
  private final WorkerOptions options;
  private final List<String> lanes;

  private final LongSupplier nanos;
  private final Leases leases;
  private final Timer claims;
  private final Timer progress;
  private final Timer paceReports;
  private Optional<WorkerPace> reported = Optional.empty();
  private Duration outagePause = IDLE_WAIT;

  WorkerLoop(
      JobQueue queue,
      ImageStore images,
      Publisher publisher,
      ImageModel model,
      String worker,
      WorkerOptions options,
      LongSupplier nanos) {
    this.queue = queue;
    this.publisher = publisher;
    this.endings = publisher.endings();
    this.pace = new Pace(options.batchImages(), model.facts().steps());
    this.batcher =
        new Batcher(
            model,
            new InitTokens(model, images),
            publisher,
            pace,
            new PostProcessor(model, publisher, pace, this::keepLeases, options.version(), nanos),
            options.batchImages(),
            nanos);
    this.enlarger = new UpscaleRunner(model, queue, images, publisher, pace, nanos);
    this.worker = worker;
    this.options = options;
    this.lanes = List.of(options.lane());
    this.leases = new Leases(queue, worker, lanes, options.lease(), nanos);
    this.nanos = nanos;
    this.claims = new Timer(CLAIM_INTERVAL, nanos);
    this.progress = new Timer(PROGRESS_INTERVAL, nanos);
    this.paceReports = new Timer(PACE_INTERVAL, nanos);
  }

  /** Works until asked to stop, then finishes what runs, or gives it back when that takes long. */
  void work(BooleanSupplier draining) {
    while (!draining.getAsBoolean()) {
      // First, so that a process that was asleep hears what it has lost before it claims it again.
      survive(this::keepLeases);
      survive(this::claim);
      survive(this::advance);
    }
    long until = nanos.getAsLong() + options.drainTimeout().toNanos();
    while ((!batcher.running().isEmpty() || !endings.isEmpty()) && nanos.getAsLong() - until < 0) {
      survive(this::keepLeases);
      survive(this::advance);
    }
    giveBack();
  }

  /** A job's own errors are its outcome; what is left here must not end the loop either. */
  private static void survive(Runnable turn) {
    try {
      turn.run();
    } catch (RuntimeException e) {
      LOG.error("A turn of the worker's loop failed; the next one begins.", e);
      Publisher.pause(IDLE_WAIT);
    }
  }

  private void advance() {
    batcher.advance();
    endings.retry();
    if (batcher.isIdle() && !endings.isEmpty()) {
      Publisher.pause(UNTIL_STORED);
    }
    lookAfter();
  }

  /**
   * Takes nothing new while there is something that Redis does not keep: it would share its fate.
   */
  private void claim() {
    boolean idle = batcher.isIdle();
    Room room = batcher.room();
    if (room.jobs() == 0 || !endings.isEmpty() || (!idle && !claims.isDue())) {
      return;
    }
    try {
      queue.claim(worker, lanes, room, idle ? IDLE_WAIT : Duration.ZERO).forEach(this::start);
      outagePause = IDLE_WAIT;
    } catch (JedisException e) {
      if (idle) {
        LOG.warn(
            "The queue does not answer ({}); trying again in {} ms.",
            e.getMessage(),
            outagePause.toMillis());
        Publisher.pause(outagePause);
        outagePause = OutcomeRetries.BACKOFF.next(outagePause);
      }
    }
  }

  private void start(ClaimedJob job) {
    if (job.job().task() instanceof Upscale task) {
      enlarger.run(job, task);
      batcher.skipTime();
    } else {
      batcher.add(job);
    }
  }

  private void lookAfter() {
    try {
      if (!batcher.isIdle() && progress.isDue()) {
        endTimedOut();
        endCancelled();
        batcher.showProgress();
      }
      if (paceReports.isDue()) {
        reportPace();
      }
    } catch (JedisException e) {
      LOG.warn("The queue does not answer ({}); drawing goes on.", e.getMessage());
    }
  }

  /** Also when nothing is drawn any more: the next job's estimate shall know what the last took. */
  private void reportPace() {
    Optional<WorkerPace> known = pace.known();
    if (!known.equals(reported)) {
      known.ifPresent(it -> queue.reportPace(options.lane(), worker, it));
      reported = known;
    }
  }

  private void keepLeases() {
    for (String jobId : leases.keep(this::jobs)) {
      LOG.warn("Job {} was given to another worker; it is dropped here.", jobId);
      batcher.remove(jobId);
      endings.drop(jobId);
    }
  }

  /** Every job that this worker holds a lease of. */
  private List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = batcher.jobs();
    jobs.addAll(endings.jobs());
    return jobs;
  }

  private void endTimedOut() {
    for (RunningJob job : List.copyOf(batcher.running())) {
      if (job.age().compareTo(options.jobTimeout()) > 0) {
        LOG.warn("Job {} took longer than {}; it is ended.", job.id(), options.jobTimeout());
        batcher.remove(job.id());
        publisher.outcome(
            job.claimed(),
            new Failed(
                Failed.TIMEOUT,
                "This took longer than "
                    + options.jobTimeout().toSeconds()
                    + " seconds and was stopped. Try fewer pictures with --count."));
      }
    }
  }

  private void endCancelled() {
    List<ClaimedJob> jobs = batcher.jobs();
    Set<String> cancelled = queue.cancelRequested(jobs.stream().map(j -> j.job().id()).toList());
    for (ClaimedJob job : jobs) {
      if (cancelled.contains(job.job().id())) {
        batcher.remove(job.job().id());
        publisher.outcome(job, new Cancelled());
      }
    }
  }

  private void giveBack() {
    for (ClaimedJob job : jobs()) {
      batcher.remove(job.job().id());
      endings.drop(job.job().id());
      try {
        queue.release(worker, job);
        LOG.info("Job {} went back to the queue.", job.job().id());
      } catch (JedisException e) {
        LOG.warn("Job {} will be claimed again when its lease ends.", job.job().id());
      }
    }
  }

  /** Says when an interval has passed. */
  private static final class Timer {
    private final long intervalNanos;
    private final LongSupplier nanos;
    private long lastNanos;

    Timer(Duration interval, LongSupplier nanos) {
      this.intervalNanos = interval.toNanos();
      this.nanos = nanos;
      this.lastNanos = nanos.getAsLong();
    }

    boolean isDue() {
      long now = nanos.getAsLong();
      if (now - lastNanos < intervalNanos) {
        return false;
      }
      lastNanos = now;
      return true;
    }
  }
}
