package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.spool.Spool;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One worker: a thread that loads models as they are asked for and serves their lanes until it is
 * closed.
 *
 * <p>Nothing that a job, a model or Redis does ends the thread: a job's error is that job's
 * outcome, a model that cannot be loaded is its jobs' outcome until it can, and while Redis is away
 * the worker waits. {@link #close} drains: running jobs are finished or given back. A process that
 * ends before that must not run the destructors of PyTorch, which does not survive being torn down
 * in the middle of a call.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** After a failure that nobody thought of. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Between two looks at what the thread is at, while it is waited for. */
  private static final long LOOK_MILLIS = 20;

  private final ImageStore images;
  private final JobQueue queue;
  private final ModelProvider models;
  private final WorkerOptions options;
  private final LongSupplier nanos;
  private final Publisher publisher;
  private final String name = "worker-" + UUID.randomUUID();
  private final ModelPool pool;
  private final ServedModels served;
  private final Leases leases;
  private final WorkerLoop loop;

  /** What was learned of a model stays true when it is loaded again. */
  private final Map<String, Pace> paces = new HashMap<>();

  private final Thread thread = new Thread(this::run, "worker");
  private volatile boolean draining;
  private volatile boolean endsWithProcess;

  /** A worker that loads what fits into the given memory. */
  public Worker(
      JobQueue queue,
      ImageStore images,
      ModelProvider models,
      ModelMemory memory,
      WorkerOptions options) {
    this(queue, images, models, memory, options, Optional.empty());
  }

  /**
   * The same with a disk.
   *
   * @param spool where pictures are kept that Redis does not take; closed by whoever opened it
   */
  public Worker(
      JobQueue queue,
      ImageStore images,
      ModelProvider models,
      ModelMemory memory,
      WorkerOptions options,
      Optional<Spool> spool) {
    this(queue, images, models, memory, options, spool, System::nanoTime);
  }

  /** The same without a disk, by another ticker. */
  Worker(
      JobQueue queue,
      ImageStore images,
      ModelProvider models,
      ModelMemory memory,
      WorkerOptions options,
      LongSupplier nanos) {
    this(queue, images, models, memory, options, Optional.empty(), nanos);
  }

  /**
   * @param nanos a ticker: nanoseconds since any moment, never going back
   */
  private Worker(
      JobQueue queue,
      ImageStore images,
      ModelProvider models,
      ModelMemory memory,
      WorkerOptions options,
      Optional<Spool> spool,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.queue = queue;
    this.images = images;
    this.models = models;
    this.options = options;
    this.publisher = new Publisher(queue, images, options, new OutcomeSpool(spool), nanos);
    this.pool = new ModelPool(models, this::runner, memory, options.memory());
    this.served = new ServedModels(models, pool, options.jobTimeout(), nanos);
    this.leases = new Leases(queue, name, served::ids, options, nanos);
    this.loop =
        new WorkerLoop(
            queue,
            publisher,
            new ModelTurns(queue, name, publisher, served, leases, nanos),
            leases,
            name,
            options,
            nanos);
  }

  /** Starts the thread and returns at once. */
  public Worker start() {
    // Before anybody takes back the jobs of a worker that has been silent for so long.
    publisher.retries().inherit();
    thread.start();
    return this;
  }

  /** Completes with what the first model runs on once it is loaded, or fails with why it is not. */
  public CompletableFuture<String> ready() {
    return served.firstLoaded().copy();
  }

  /** The models that are served now, and which of them are loaded. */
  public List<ServedModel> models() {
    return served.now();
  }

  /**
   * Why nothing is drawn now for those who choose no model, in a sentence for the operator; empty
   * while the model is loading.
   */
  public Optional<String> problem() {
    List<ServedModel> models = served.now();
    if (!models.isEmpty() && models.get(0).state() == State.BROKEN) {
      return Optional.of(
          "The model %s cannot be loaded, so nothing is drawn%s. The log says why."
              .formatted(models.get(0).id(), models.size() == 1 ? "" : " with it"));
    }
    if (leases.problem().isPresent()) {
      return leases.problem();
    }
    return draining || thread.getState() == Thread.State.NEW || thread.isAlive()
        ? Optional.empty()
        : Optional.of("The worker's thread has ended, so nothing is drawn. Restart Vitrail.");
  }

  private void run() {
    boolean hasFailed = false;
    while (!draining) {
      try {
        if (!hasFailed || hasRecovered()) {
          hasFailed = false;
          loop.work(() -> draining);
        }
      } catch (RuntimeException | Error e) {
        LOG.error("The worker failed: {}. All models are loaded anew.", e.getMessage(), e);
        hasFailed = true;
      } finally {
        pool.close();
      }
    }
  }

  private boolean hasRecovered() {
    try {
      loop.recover();
      Publisher.pause(PAUSE);
      return true;
    } catch (JedisException e) {
      LOG.warn("The queue does not answer ({}); jobs are given back later.", e.getMessage());
      Publisher.pause(WorkerLoop.IDLE_WAIT);
      return false;
    }
  }

  private ModelRunner runner(ImageModel model) {
    Pace pace =
        paces.computeIfAbsent(
            model.facts().id(),
            id -> new Pace(options.batchImages(), model.facts().steps(), learned(id)));
    IdleModels idleModels = new IdleModels(() -> served.letGoOfOthers(model.facts().id()));
    PostProcessor postProcessor =
        new PostProcessor(
            model, publisher, pace, idleModels, loop::keepLeases, options.version(), nanos);
    Batcher batcher =
        new Batcher(
            model,
            new Beginnings(model, queue, images),
            publisher,
            pace,
            postProcessor,
            idleModels,
            nanos);
    SourcePictures sources = new SourcePictures(queue, images);
    return new ModelRunner(
        model,
        pace,
        batcher,
        new AloneJobs(batcher, publisher, nanos),
        new UpscaleRunner(
                model.facts(),
                () ->
                    new Upscalers(
                        model.upscaler(),
                        models.bringsUpscaler(model.facts().id()),
                        models.upscalers()),
                sources,
                publisher,
                pace,
                idleModels,
                nanos)
            .interruptedBy(loop::letOthersIn),
        new StickerRunner(model, models::openCutout, sources, publisher, pace, idleModels, nanos),
        new ReconstructRunner(model, images, models::codecs, publisher, pace, idleModels, nanos)
            .interruptedBy(loop::letOthersInBetween));
  }

  /** What this worker or one before it learned of a model, so that first estimates are right. */
  private Optional<WorkerPace> learned(String id) {
    try {
      return queue.lastPace(id);
    } catch (JedisException e) {
      LOG.debug("What was learned of model {} cannot be read: {}", id, e.getMessage());
      return Optional.empty();
    }
  }

  /** The loop, for tests that go round by hand instead of starting the thread. */
  WorkerLoop loop() {
    return loop;
  }

  /**
   * Gives back what is held without waiting for the worker's thread, for a process that ends when
   * {@link #close} takes too long. Another worker takes it at once; what this thread still makes of
   * it counts no more.
   */
  public void giveBackNow() {
    draining = true;
    loop.releaseAll();
  }

  /**
   * Says that the process ends after {@link #close}, without destructors: it need not wait for a
   * model that is being loaded then.
   */
  public void endWithProcess() {
    endsWithProcess = true;
  }

  /**
   * Stops: waits for running jobs as long as the options allow, gives the rest back, frees the
   * models.
   */
  @Override
  public void close() {
    draining = true;
    loop.claimNothing();
    try {
      while (thread.isAlive() && !(endsWithProcess && loop.isLoading())) {
        thread.join(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leases.close();
  }
}
