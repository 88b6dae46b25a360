package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;

/**
 * Lets others see what is drawn, and keeps what must not be lost of it: progress, previews, films,
 * and where long jobs have come to. One thread.
 */
final class ProgressReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);

  /** After a preview there is none for so many times what it took. */
  private static final int PREVIEW_COST_FACTOR = 6;

  private static final Duration PREVIEW_INTERVAL = Duration.ofMillis(400);

  /** Where memory ran out for one. */
  private static final Duration AFTER_SHORTAGE = Duration.ofMinutes(1);

  /** Between two times that a long job is saved: so much is drawn twice if its worker dies. */
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(10);

  /** What a job may take in Redis while it is drawn. */
  private static final int MAX_SAVED_BYTES = 16 << 20;

  private final ImageModel model;
  private final Publisher publisher;
  private final WorkParts parts;
  private final LongSupplier nanos;
  private long nextPreviewNanos;
  private int previews;

  ProgressReporter(ImageModel model, Publisher publisher, WorkParts parts, LongSupplier nanos) {
    this.model = model;
    this.publisher = publisher;
    this.parts = parts;
    this.nanos = nanos;
    this.nextPreviewNanos = nanos.getAsLong();
  }

  /**
   * Shows how far each job is, now and then with a preview of one of them: of all at once, whoever
   * is drawn beside them would stand still for seconds.
   */
  void show(Batch batch, Collection<RunningJob> jobs) {
    jobs.forEach(job -> job.reached(batch.progress(job.id())));
    if (nanos.getAsLong() - nextPreviewNanos >= 0) {
      preview(batch, jobs);
    }
    for (RunningJob job : jobs) {
      tell(job, parts.drawing(job, jobs));
    }
  }

  /** Of the job whose last one is the oldest. */
  private void preview(Batch batch, Collection<RunningJob> jobs) {
    long start = nanos.getAsLong();
    Duration pause = PREVIEW_INTERVAL;
    try {
      jobs.stream()
          .filter(job -> job.wantsPreview(job.drawn().done()))
          .sorted(Comparator.comparingInt(RunningJob::lastPreview))
          .filter(job -> isShown(batch, job))
          .findFirst()
          .ifPresent(job -> job.previewed(++previews));
    } catch (RuntimeException e) {
      if (!DeviceMemory.isExhausted(e)) {
        throw e;
      }
      pause = AFTER_SHORTAGE;
      LOG.warn("There was no memory for a preview; drawing goes on.{}", Publisher.advice(e));
    }
    long now = nanos.getAsLong();
    nextPreviewNanos = now + Math.max(pause.toNanos(), PREVIEW_COST_FACTOR * (now - start));
  }

  private boolean isShown(Batch batch, RunningJob job) {
    Optional<List<Pixels>> pictures = batch.preview(job.id());
    pictures.ifPresent(it -> show(job, it, job.drawn().done()));
    return pictures.isPresent();
  }

  /** A job came into the batch. */
  void begin(RunningJob job, Collection<RunningJob> jobs) {
    publisher.progress(
        job.id(), progress(job), Optional.of(parts.drawing(job, jobs)), job.understanding());
  }

  /** The pictures of one job are made, for which all others wait. */
  void showWaiting(RunningJob finished, Collection<RunningJob> jobs) {
    for (RunningJob job : jobs) {
      if (job != finished) {
        tell(job, parts.waitingFor(finished, job, jobs));
      }
    }
  }

  /**
   * All jobs wait for one that is worked on alone.
   *
   * @param alone what that is to do
   */
  void showWaiting(Load alone, Collection<RunningJob> jobs) {
    jobs.forEach(job -> tell(job, parts.waitingFor(alone, job, jobs)));
  }

  private void tell(RunningJob job, WorkPart part) {
    publisher.progress(job.id(), progress(job), Optional.of(part));
  }

  private static Progress progress(RunningJob job) {
    DrawProgress drawn = job.drawn();
    return new Progress(Stage.DRAWING, drawn.done(), drawn.total(), job.previewNumber());
  }

  /** A preview is judged before others see it, where its model can judge. */
  private void show(RunningJob job, List<Pixels> pictures, int done) {
    model.concerns(pictures).forEach(job::judged);
    if (publisher.preview(job.id(), GridImage.compose(pictures), job.concerns())) {
      job.nextPreview(done);
    }
  }

  /** After each step: takes frames of films, and saves jobs when it is time to. */
  void keep(Batch batch, Collection<RunningJob> jobs) {
    for (RunningJob job : jobs) {
      job.look(batch);
      if (job.sinceSaved().compareTo(SAVE_INTERVAL) >= 0) {
        save(batch, job);
      }
    }
  }

  /**
   * Keeps where a job has come to.
   *
   * @return whether its model can go on from there
   */
  boolean save(Batch batch, RunningJob job) {
    // Not at every step where it fails.
    job.saved();
    try {
      Optional<byte[]> saved =
          batch.save(job.id()).filter(state -> state.length <= MAX_SAVED_BYTES);
      saved.ifPresent(state -> publisher.save(job.id(), state, job.savedFilm()));
      return saved.isPresent();
    } catch (RuntimeException e) {
      LOG.warn("Job {} is drawn on, but not saved.{}", job.id(), Publisher.advice(e), e);
      return false;
    }
  }
}
