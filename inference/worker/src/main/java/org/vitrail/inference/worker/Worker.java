package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;

/**
 * One worker: a thread that loads a model and serves its lane until it is closed.
 *
 * <p>Nothing that a job, a model or Redis does ends the thread: a job's error is that job's
 * outcome, a model that cannot be loaded is every job's outcome until it can, and while Redis is
 * away the worker waits. {@link #close} drains: running jobs are finished or given back. The
 * process must not exit before that, for PyTorch does not survive being torn down in the middle of
 * a call.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(30);

  private final JobQueue queue;
  private final ImageStore images;
  private final Supplier<ImageModel> loader;
  private final WorkerOptions options;
  private final LongSupplier nanos;
  private final Publisher publisher;
  private final String name = "worker-" + UUID.randomUUID();
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "worker");
  private volatile boolean draining;
  private volatile boolean modelIsMissing;

  /**
   * @param loader opens the model; called on the worker's thread, again after a failure
   */
  public Worker(
      JobQueue queue, ImageStore images, Supplier<ImageModel> loader, WorkerOptions options) {
    this(queue, images, loader, options, System::nanoTime);
  }

  /**
   * @param nanos a ticker: nanoseconds since any moment, never going back
   */
  Worker(
      JobQueue queue,
      ImageStore images,
      Supplier<ImageModel> loader,
      WorkerOptions options,
      LongSupplier nanos) {
    this.queue = queue;
    this.images = images;
    this.loader = loader;
    this.options = options;
    this.nanos = nanos;
    this.publisher = new Publisher(queue, images, options);
  }

  /** Starts the thread and returns at once. */
  public Worker start() {
    thread.start();
    return this;
  }

  /** Completes with what the model runs on once it is loaded, or fails with why it is not. */
  public CompletableFuture<String> ready() {
    return ready.copy();
  }

  /** Why nothing is drawn now, in a sentence for the operator; empty while the model is loading. */
  public Optional<String> problem() {
    if (modelIsMissing) {
      return Optional.of(
          "The model "
              + options.lane()
              + " cannot be loaded, so nothing is drawn. The log says why.");
    }
    return draining || thread.getState() == Thread.State.NEW || thread.isAlive()
        ? Optional.empty()
        : Optional.of("The worker's thread has ended, so nothing is drawn. Restart Vitrail.");
  }

  private void run() {
    while (!draining) {
      long start = nanos.getAsLong();
      try (ImageModel model = loader.get()) {
        LOG.info(
            "Model {} is loaded on {} after {} ms; it judges {} pictures.",
            model.facts().id(),
            model.runsOn(),
            (nanos.getAsLong() - start) / 1_000_000,
            model.facts().can(Ability.JUDGES) ? "its" : "no");
        modelIsMissing = false;
        ready.complete(model.runsOn());
        new WorkerLoop(queue, images, publisher, model, name, options, nanos).work(() -> draining);
      } catch (RuntimeException | Error e) {
        LOG.error("Model {} cannot be used: {}", options.lane(), e.getMessage(), e);
        modelIsMissing = true;
        ready.completeExceptionally(e);
        refuseJobs(e.getMessage());
      }
    }
  }

  /** Answers jobs with the reason, until it is time to try loading again. */
  private void refuseJobs(String reason) {
    long until = nanos.getAsLong() + RELOAD_INTERVAL.toNanos();
    OutcomeRetries endings = publisher.endings();
    Leases leases = new Leases(queue, name, List.of(options.lane()), options.lease(), nanos);
    while (!draining && nanos.getAsLong() - until < 0) {
      try {
        leases.keep(endings::jobs).forEach(endings::drop);
        endings.retry();
        if (!endings.isEmpty()) {
          Publisher.pause(WorkerLoop.IDLE_WAIT);
          continue;
        }
        List<ClaimedJob> jobs = queue.claim(name, List.of(options.lane()), 1, WorkerLoop.IDLE_WAIT);
        for (ClaimedJob job : jobs) {
          publisher.outcome(job, new Failed(Failed.MODEL_MISSING, refusal(job, reason)));
        }
      } catch (RuntimeException e) {
        LOG.warn("The queue does not answer ({}); trying again.", e.getMessage());
        Publisher.pause(WorkerLoop.IDLE_WAIT);
      }
    }
  }

  private String refusal(ClaimedJob job, String reason) {
    String can = job.job().task() instanceof Upscale ? "enlarge" : "draw";
    return "The model "
        + options.lane()
        + " cannot be loaded, so nothing can "
        + can
        + " now. The operator has to mend it: "
        + reason;
  }

  /**
   * Stops: waits for running jobs as long as the options allow, gives the rest back, frees the
   * model.
   */
  @Override
  public void close() {
    draining = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
