package org.vitrail.inference.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.lexicon.Reading;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.Understanding;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/**
 * The jobs that are drawn now: lets them into the batch in their order, advances all by one step at
 * a time, and finishes each when its last step is done. One thread owns it.
 *
 * <p>When a step fails, nobody knows whose rows were at fault: the batch is emptied and its jobs
 * are drawn again one by one, so that only the guilty one fails. If it failed for memory, idle
 * models are let go before; where there are none, half as much is drawn at once, and a job that was
 * drawn alone gets another try after a pause. So does one that memory ran out for while it came in
 * or was finished, which is no step of the others.
 */
final class Batcher {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  private final ImageModel model;
  private final Publisher publisher;
  private final PostProcessor postProcessor;
  private final Beginnings beginnings;
  private final Pace pace;
  private final IdleModels idleModels;
  private final LongSupplier nanos;
  private final ProgressReporter reporter;
  private final BatchSize size;
  private final LaterTries later;
  private final Map<String, RunningJob> running = new LinkedHashMap<>();
  private final Deque<ClaimedJob> held = new ArrayDeque<>();

  /** Jobs of a batch or of workers that failed: while there are any, one is drawn at a time. */
  private final Set<String> suspects = new HashSet<>();

  private Batch batch;
  private int batchImages;
  private long lastStepNanos;

  Batcher(
      ImageModel model,
      Beginnings beginnings,
      Publisher publisher,
      Pace pace,
      PostProcessor postProcessor,
      IdleModels idleModels,
      LongSupplier nanos) {
    this.model = model;
    this.beginnings = beginnings;
    this.publisher = publisher;
    this.pace = pace;
    this.postProcessor = postProcessor;
    this.idleModels = idleModels;
    this.nanos = nanos;
    this.reporter = new ProgressReporter(model, publisher, postProcessor.parts(), nanos);
    this.size = new BatchSize(pace.batchImages(), nanos);
    this.later = new LaterTries(nanos);
    renewBatch();
  }

  private void renewBatch() {
    batchImages = size.images();
    pace.drawsAtOnce(batchImages);
    batch = model.newBatch(batchImages);
  }

  /** Pictures for which jobs may be claimed now. */
  int room() {
    return suspects.isEmpty() && held.isEmpty() ? freeImages() : 0;
  }

  boolean isIdle() {
    return running.isEmpty() && held.isEmpty() && later.isEmpty();
  }

  /** Whether there is something to draw now: not what waits for another try. */
  boolean draws() {
    return !running.isEmpty() || !held.isEmpty();
  }

  /** See {@link LaterTries#outOfReach}. */
  List<ClaimedJob> outOfReach() {
    return later.outOfReach();
  }

  /** Every job that this worker holds. */
  List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = new ArrayList<>(held);
    jobs.addAll(later.jobs());
    running.values().forEach(job -> jobs.add(job.claimed()));
    return jobs;
  }

  Collection<RunningJob> running() {
    return running.values();
  }

  /**
   * Puts a job in line. One that is here already was lost and claimed again before this worker
   * heard of it.
   */
  void add(ClaimedJob job) {
    remove(job.job().id());
    held.add(job);
    if (job.isSuspect()) {
      suspects.add(job.job().id());
    }
  }

  /** Keeps what was done since the last step from being taken for a part of drawing. */
  void skipTime() {
    lastStepNanos = nanos.getAsLong();
  }

  /**
   * All that is drawn waits for a job that is worked on alone.
   *
   * @param alone what that is to do
   */
  void showWaiting(Load alone) {
    reporter.showWaiting(alone, running.values());
  }

  /** Takes a job out, wherever it is. */
  void remove(String jobId) {
    batch.leave(jobId);
    running.remove(jobId);
    suspects.remove(jobId);
    later.forget(jobId);
    held.removeIf(job -> job.job().id().equals(jobId));
  }

  /** Lets in who fits, takes a step for all, finishes who is complete. */
  void advance() {
    if (running.isEmpty()) {
      skipTime();
      size.recover();
      if (batchImages != size.images()) {
        renewBatch();
      }
    }
    held.addAll(later.due());
    letIn();
    if (running.isEmpty()) {
      return;
    }
    int images = drawn();
    long start = nanos.getAsLong();
    List<Drawn> complete;
    try {
      complete = batch.step();
    } catch (RuntimeException e) {
      startOver(e);
      return;
    }
    long now = nanos.getAsLong();
    pace.drew(images, now - start, start - lastStepNanos);
    for (RunningJob job : running.values()) {
      job.stepped(images, now - lastStepNanos);
    }
    complete.forEach(drawn -> running.get(drawn.request().id()).complete());
    complete.forEach(this::finish);
    skipTime();
    reporter.keep(batch, running.values());
  }

  /** Pictures that are drawn now, or finished. */
  private int drawn() {
    return running.values().stream().mapToInt(job -> job.draw().imageCount()).sum();
  }

  /** Pictures that may come in: none while a batch that became too large is drawn to its end. */
  private int freeImages() {
    return Math.max(0, Math.min(batch.freeImages(), size.images() - drawn()));
  }

  /**
   * Keeps at once where a job has come to, for whoever takes it over.
   *
   * @return whether it can go on from there
   */
  boolean save(String jobId) {
    RunningJob job = running.get(jobId);
    return job != null && reporter.save(batch, job);
  }

  /** Whether jobs can end with what is there of their pictures. */
  boolean canEndEarly() {
    return model.facts().can(Ability.END_EARLY);
  }

  /**
   * Ends a job with what is there of its pictures.
   *
   * @return false if it is drawn on, because half a picture is none
   */
  boolean endEarly(String jobId) {
    Optional<Drawn> drawn =
        running.containsKey(jobId) && canEndEarly() ? batch.endEarly(jobId) : Optional.empty();
    drawn.ifPresent(this::finish);
    return drawn.isPresent();
  }

  private void letIn() {
    while (!held.isEmpty()) {
      ClaimedJob next = held.peek();
      Draw draw = (Draw) next.job().task();
      boolean fits = draw.imageCount() <= freeImages() || running.isEmpty();
      boolean alone = !suspects.isEmpty() && !running.isEmpty();
      if (!fits || alone) {
        return;
      }
      held.remove();
      join(next, draw);
    }
  }

  private void join(ClaimedJob claimed, Draw draw) {
    String id = claimed.job().id();
    long start = nanos.getAsLong();
    try (MDC.MDCCloseable ignored = MDC.putCloseable("job", id)) {
      Request request = beginnings.request(id, draw);
      batch.join(request);
      DrawProgress drawn = batch.progress(id);
      Optional<byte[]> film = drawn.done() > 0 ? beginnings.savedFilm(id) : Optional.empty();
      Optional<Understanding> understanding = model.read(request).map(Batcher::understanding);
      Optional<Cost> step = pace.known().map(WorkerPace::step);
      RunningJob job = new RunningJob(claimed, request, understanding, drawn, film, step, nanos);
      running.put(id, job);
      reporter.begin(job, running.values());
      LOG.info("Job {} is drawn now: {} pictures.", id, draw.imageCount());
      long took = nanos.getAsLong() - start;
      if (!(request.beginning() instanceof Beginning.Resumed)) {
        pace.joined(took, Load.of(draw).from(), drawn.done() / (double) drawn.total());
      }
      lastStepNanos += took;
    } catch (Beginnings.CannotBegin e) {
      suspects.remove(id);
      publisher.outcome(claimed, e.outcome());
    } catch (CannotBeginException e) {
      suspects.remove(id);
      publisher.outcome(claimed, new Failed(reason(e), e.getMessage()));
    } catch (RuntimeException e) {
      batch.leave(id);
      if (idleModels.makeRoomAfter(e)) {
        held.addFirst(claimed);
      } else {
        halveAfter(e, drawn() + draw.imageCount());
        tryLater(claimed, e);
      }
    }
  }

  private static Understanding understanding(Reading reading) {
    return new Understanding(reading.drawnAs(), reading.unknownWithNear());
  }

  private static String reason(CannotBeginException e) {
    return switch (e.reason()) {
      case TAKES_NO_PICTURE -> Failed.NO_IMAGE_PROMPT;
      case NOT_RELATED -> Failed.SOURCE_EXPIRED;
      case PROMPT_UNREADABLE, TOO_LARGE -> Failed.OPTION_REFUSED;
    };
  }

  /**
   * If memory ran out for so many pictures, half as many are drawn at once from now on.
   *
   * @return whether it did
   */
  private boolean halveAfter(RuntimeException cause, int images) {
    if (!DeviceMemory.isExhausted(cause)) {
      return false;
    }
    size.halve(images);
    pace.drawsAtOnce(size.images());
    LOG.error(
        "There was no memory for {} pictures at once; {} are drawn from now on.{}",
        images,
        size.images(),
        Publisher.advice(cause));
    return true;
  }

  /** Ends a job that failed by itself, unless what it failed for may pass. */
  private void tryLater(ClaimedJob job, RuntimeException cause) {
    String id = job.job().id();
    suspects.remove(id);
    if (later.take(job, cause)) {
      LOG.warn("Job {} is tried once more in a while ({}).", id, cause.getMessage());
      publisher.restart(id);
    } else {
      publisher.failure(job, "drawing", cause);
    }
  }

  private void startOver(RuntimeException cause) {
    List<ClaimedJob> jobs = running.values().stream().map(RunningJob::claimed).toList();
    int images = drawn();
    running.clear();
    boolean hasMoreRoom = idleModels.makeRoomAfter(cause);
    boolean isShort = !hasMoreRoom && halveAfter(cause, images);
    renewBatch();
    if (jobs.size() == 1 && !hasMoreRoom) {
      tryLater(jobs.get(0), cause);
      return;
    }
    if (isShort) {
      beginAnew(jobs);
      return;
    }
    LOG.error(
        "A step failed for {} jobs; each is drawn again by itself.{}",
        jobs.size(),
        hasMoreRoom
            ? " There was too little memory; other models were let go."
            : Publisher.advice(cause),
        cause);
    beginAnew(jobs);
    jobs.forEach(job -> suspects.add(job.job().id()));
  }

  private void beginAnew(List<ClaimedJob> jobs) {
    for (int i = jobs.size() - 1; i >= 0; i--) {
      held.addFirst(jobs.get(i));
      publisher.restart(jobs.get(i).job().id());
    }
  }

  /** The job counts as running until its end, so that its lease is kept meanwhile. */
  private void finish(Drawn drawn) {
    RunningJob job = running.get(drawn.request().id());
    if (job == null) {
      // It was lost while another one was finished.
      return;
    }
    job.tell(pace);
    reporter.showWaiting(job, running.values());
    try (MDC.MDCCloseable ignored = MDC.putCloseable("job", job.id())) {
      postProcessor.finish(job, drawn);
      suspects.remove(job.id());
      later.forget(job.id());
    } catch (RuntimeException e) {
      halveAfter(e, drawn());
      // Another worker may have been given it meanwhile.
      if (running.containsKey(job.id())) {
        tryLater(job.claimed(), e);
      }
    }
    running.remove(job.id());
  }

  /** Shows how far each job is, with a preview now and then. */
  void showProgress() {
    reporter.show(batch, running.values());
  }
}
