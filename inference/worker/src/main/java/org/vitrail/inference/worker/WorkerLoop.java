package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.WorkerPace;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A worker's loop: take jobs in, draw a step for all, look after leases, cancellations and
 * progress, and again. Drawing goes on while Redis is away.
 */
final class WorkerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
  static final Duration IDLE_WAIT = Duration.ofMillis(500);

  /** Between two looks at what is to be tried again, while there is nothing else to do. */
  private static final Duration UNTIL_NEXT_TRY = Duration.ofMillis(50);

  private final JobQueue queue;
  private final Publisher publisher;
  private final OutcomeRetries retries;
  private final ModelTurns turns;
  private final String worker;
  private final WorkerOptions options;
  private final LongSupplier nanos;

  private final Timer progress;
  private final Timer paceReports;
  private final Leases leases;
  private final GivenBack givenBack;
  private final Map<String, WorkerPace> reported = new HashMap<>();
  private Duration outagePause = IDLE_WAIT;
  private BooleanSupplier draining = () -> false;
  private OptionalLong givesBackAt = OptionalLong.empty();

  WorkerLoop(
      JobQueue queue,
      Publisher publisher,
      ModelTurns turns,
      Leases leases,
      String worker,
      WorkerOptions options,
      LongSupplier nanos) {
    this.queue = queue;
    this.publisher = publisher;
    this.retries = publisher.retries();
    this.turns = turns;
    this.worker = worker;
    this.options = options;
    this.nanos = nanos;
    this.progress = new Timer(Duration.ofMillis(200), nanos);
    this.paceReports = new Timer(Duration.ofMillis(500), nanos);
    this.leases = leases;
    this.givenBack = new GivenBack(queue, worker, nanos);
  }

  /** Works until asked to stop, then finishes what runs, or gives it back when that takes long. */
  void work(BooleanSupplier asked) {
    draining = asked;
    // Whose leases are to be looked at is known then.
    survive(turns::announce);
    survive(leases::start);
    while (!draining.getAsBoolean()) {
      turn(IDLE_WAIT);
    }
    while (isAtWork() && !isOutOfTime()) {
      survive(this::keepLeases);
      survive(this::advance);
    }
    giveBack();
  }

  /** Whether the worker was asked to stop so long ago that what runs goes back to the queue. */
  private boolean isOutOfTime() {
    if (!draining.getAsBoolean()) {
      return false;
    }
    if (givesBackAt.isEmpty()) {
      givesBackAt = OptionalLong.of(nanos.getAsLong() + options.drainTimeout().toNanos());
    }
    return nanos.getAsLong() - givesBackAt.getAsLong() >= 0;
  }

  /**
   * What a worker sees to while a picture is enlarged, which may take minutes: to be called every
   * few moments.
   *
   * @throws Interruptions.Stopped if the job was ended or given back
   */
  void letOthersIn(ClaimedJob job, Duration age) {
    letOthersIn(job, age, progress.isDue());
  }

  /** The same where there are few such moments, each between two stages of the work. */
  void letOthersInBetween(ClaimedJob job, Duration age) {
    letOthersIn(job, age, true);
  }

  private void letOthersIn(ClaimedJob job, Duration age, boolean looks) {
    survive(turns::announce);
    survive(this::keepLeases);
    try {
      if (looks) {
        turns.active().ifPresent(this::endCancelled);
        endAlone(job, age);
      }
    } catch (JedisException e) {
      LOG.debug("The queue does not answer ({}); the work on a picture goes on.", e.getMessage());
    }
    if (isOutOfTime()) {
      giveBack(job);
      throw new Interruptions.Stopped("the worker stops");
    }
  }

  private void endAlone(ClaimedJob job, Duration age) {
    String id = job.job().id();
    if (!queue.cancelRequested(List.of(id)).isEmpty()) {
      publisher.outcome(job, new Cancelled());
      throw new Interruptions.Stopped("somebody withdrew it");
    }
    if (age.compareTo(options.jobTimeout()) > 0) {
      String advice =
          job.job().task().asUpscale().isPresent() ? "Try a smaller factor." : "Try another codec.";
      publisher.outcome(job, timeout(advice));
      throw new Interruptions.Stopped("it took longer than " + options.jobTimeout());
    }
  }

  /**
   * Goes round once.
   *
   * @param patience how long to wait for jobs if there are none
   */
  void turn(Duration patience) {
    survive(turns::announce);
    // Before claiming, so that a process that was asleep hears what it has lost.
    survive(this::keepLeases);
    survive(() -> takeIn(patience));
    survive(this::letOthersDraw);
    survive(this::advance);
  }

  /**
   * Jobs that are drawn for long go on in their model's next slice; what is drawn token by token is
   * soon done.
   */
  private void letOthersDraw() {
    if (turns.isOver() && turns.active().orElseThrow().batcher().canEndEarly()) {
      Batcher batcher = turns.active().orElseThrow().batcher();
      for (RunningJob job : List.copyOf(batcher.running())) {
        if (batcher.save(job.id())) {
          release(job.claimed());
        }
      }
    }
  }

  /** Ends claiming, by any thread. */
  void claimNothing() {
    turns.claimNothing();
  }

  /** Whether a model is being loaded, for any thread; no job is held meanwhile. */
  boolean isLoading() {
    return turns.isLoading();
  }

  /**
   * After a failure that ended {@link #work}: what was at work goes back to the queue, as if the
   * worker had died of it. What was drawn is still to be stored.
   *
   * @throws JedisException if Redis is away; then it is to be called again, and all stays held
   */
  void recover() {
    turns.forget();
    List<ClaimedJob> others = jobs();
    List<ClaimedJob> atWork = leases.held().stream().filter(it -> !others.contains(it)).toList();
    Set<String> back = queue.breakdown(worker, atWork);
    if (!back.isEmpty()) {
      LOG.warn("Jobs {} wait again: this worker failed while it was at them.", back);
    }
    keepLeases();
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

  private boolean isAtWork() {
    return !retries.isEmpty()
        || turns.active().map(it -> !it.batcher().running().isEmpty()).orElse(false);
  }

  private boolean isIdle() {
    return turns.active().map(ModelRunner::isIdle).orElse(true);
  }

  private void advance() {
    turns.active().ifPresent(it -> it.batcher().advance());
    // Before anything is shown: it may have been asleep in that step.
    keepLeases();
    retries.retry();
    givenBack.retry();
    boolean isPaused = turns.active().map(ModelRunner::isPaused).orElse(false);
    if (isPaused || (isIdle() && !retries.isEmpty())) {
      Publisher.pause(UNTIL_NEXT_TRY);
    }
    lookAfter();
  }

  /**
   * Takes nothing new while there is something that Redis does not keep: it would share its fate.
   */
  private void takeIn(Duration patience) {
    if (!retries.isEmpty()) {
      return;
    }
    boolean idle = isIdle();
    try {
      turns.takeIn(idle ? patience : Duration.ZERO);
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

  private void lookAfter() {
    try {
      if (!isIdle() && progress.isDue()) {
        ModelRunner runner = turns.active().orElseThrow();
        Batcher batcher = runner.batcher();
        endTimedOut(batcher);
        endCancelled(runner);
        endStopped(batcher);
        batcher.showProgress();
      }
      if (paceReports.isDue()) {
        turns.active().ifPresent(this::reportPace);
      }
    } catch (JedisException e) {
      LOG.warn("The queue does not answer ({}); drawing goes on.", e.getMessage());
    }
  }

  /** Also when nothing is drawn any more: the next job's estimate shall know what the last took. */
  private void reportPace(ModelRunner runner) {
    Optional<WorkerPace> known = runner.pace().known();
    if (known.isPresent() && !known.get().equals(reported.get(runner.id()))) {
      queue.reportPace(runner.id(), worker, known.get());
      reported.put(runner.id(), known.get());
    }
  }

  /** Drops what is not this worker's any more. To be called often: it is the sign that it lives. */
  void keepLeases() {
    List<ClaimedJob> jobs = jobs();
    for (ClaimedJob lost : leases.hold(jobs)) {
      // It may have ended since, or been claimed again.
      if (jobs.stream().anyMatch(job -> job == lost)) {
        String jobId = lost.job().id();
        LOG.warn("Job {} was given to another worker; it is dropped here.", jobId);
        turns.active().ifPresent(it -> it.remove(jobId));
        retries.drop(jobId);
        givenBack.drop(jobId);
      }
    }
  }

  /** Every job that this worker holds a lease of: only one model at a time has any. */
  private List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = new ArrayList<>(retries.jobs());
    jobs.addAll(givenBack.jobs());
    turns.active().ifPresent(it -> jobs.addAll(it.jobs()));
    return jobs;
  }

  private void endTimedOut(Batcher batcher) {
    for (RunningJob job : List.copyOf(batcher.running())) {
      if (job.drawingTime().compareTo(options.jobTimeout()) > 0) {
        if (batcher.endEarly(job.id())) {
          LOG.warn(
              "Job {} took longer than {}; what is there is kept.", job.id(), options.jobTimeout());
          continue;
        }
        LOG.warn("Job {} took longer than {}; it is ended.", job.id(), options.jobTimeout());
        turns.active().ifPresent(it -> job.tellInVain(it.pace()));
        batcher.remove(job.id());
        publisher.outcome(job.claimed(), timeout("Try fewer pictures with --count."));
      }
    }
  }

  private Failed timeout(String advice) {
    return new Failed(
        Failed.TIMEOUT,
        "This took longer than %d seconds and was stopped. %s"
            .formatted(options.jobTimeout().toSeconds(), advice));
  }

  private void endCancelled(ModelRunner runner) {
    List<ClaimedJob> jobs = runner.waitingOrDrawn();
    Set<String> cancelled = queue.cancelRequested(jobs.stream().map(j -> j.job().id()).toList());
    for (ClaimedJob job : jobs) {
      if (cancelled.contains(job.job().id())) {
        runner.remove(job.job().id());
        publisher.outcome(job, new Cancelled());
      }
    }
  }

  /** Ends what somebody finds good enough, with what is there. */
  private void endStopped(Batcher batcher) {
    if (batcher.canEndEarly()) {
      List<String> ids = batcher.running().stream().map(RunningJob::id).toList();
      queue.stopRequested(ids).forEach(batcher::endEarly);
    }
  }

  private void giveBack() {
    retries.leave();
    jobs().forEach(this::giveBack);
    givenBack.finish();
  }

  private void giveBack(ClaimedJob job) {
    turns.active().ifPresent(it -> it.batcher().save(job.job().id()));
    release(job);
  }

  private void release(ClaimedJob job) {
    turns.active().ifPresent(it -> it.remove(job.job().id()));
    retries.drop(job.job().id());
    givenBack.drop(job.job().id());
    givenBack.add(job);
  }

  /**
   * Puts every job that is held back into the queue, from another thread than the loop's, which may
   * be in the middle of a step: its own lists stay as they are.
   */
  void releaseAll() {
    leases.held().forEach(givenBack::isBack);
  }
}
