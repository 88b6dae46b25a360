package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.grid.GridImage;
import org.vitrail.inference.model.grid.ReproductionCard;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.transformer.Drawing;
import org.vitrail.inference.model.transformer.DrawingBatch;
import org.vitrail.inference.model.transformer.Sampling;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/**
 * The jobs that are drawn now: lets them into the batch in their order, advances all by one token a
 * step, and finishes each when its last token is drawn. One thread owns it.
 *
 * <p>A job that does not fit waits here, first in line. When a step fails, nobody knows whose rows
 * were at fault: the batch is emptied and its jobs are drawn again one by one, so that only the
 * guilty one fails.
 */
final class Batcher {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  /** Previews take at most this share of the time. */
  private static final int PREVIEW_COST_FACTOR = 6;

  private static final Duration PREVIEW_INTERVAL = Duration.ofMillis(400);

  private final ImageModel model;
  private final Publisher publisher;
  private final WorkerOptions options;
  private final Map<String, RunningJob> running = new LinkedHashMap<>();
  private final Deque<ClaimedJob> held = new ArrayDeque<>();
  private DrawingBatch batch;
  private int jobsToDrawAlone;
  private long nextPreviewNanos;
  private double drawnImages;

  Batcher(ImageModel model, Publisher publisher, WorkerOptions options) {
    this.model = model;
    this.publisher = publisher;
    this.options = options;
    this.batch = model.newBatch(options.batchImages());
  }

  /** Whether another job may be claimed. */
  boolean hasRoom() {
    return held.isEmpty() && batch.freeImages() > 0;
  }

  boolean isIdle() {
    return running.isEmpty() && held.isEmpty();
  }

  /** Every job that this worker holds. */
  List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = new ArrayList<>(held);
    running.values().forEach(job -> jobs.add(job.claimed()));
    return jobs;
  }

  Collection<RunningJob> running() {
    return running.values();
  }

  /** Puts a job in line. */
  void add(ClaimedJob job) {
    held.add(job);
  }

  /** Takes a job out, wherever it is. */
  void remove(String jobId) {
    batch.leave(jobId);
    running.remove(jobId);
    held.removeIf(job -> job.job().id().equals(jobId));
  }

  /** Lets in who fits, draws one token for all, finishes who is complete. */
  void advance() {
    letIn();
    if (running.isEmpty()) {
      return;
    }
    List<Drawing> complete;
    try {
      complete = batch.step();
    } catch (RuntimeException e) {
      startOver(e);
      return;
    }
    running.values().forEach(job -> drawnImages += (double) job.draw().imageCount() / tokenCount());
    for (Drawing drawing : complete) {
      RunningJob job = running.remove(drawing.request().id());
      finish(job, drawing);
    }
  }

  /** Pictures' worth of tokens drawn since the last call. */
  double takeDrawnImages() {
    double images = drawnImages;
    drawnImages = 0;
    return images;
  }

  private int tokenCount() {
    return model.imageTokenSide() * model.imageTokenSide();
  }

  private void letIn() {
    while (!held.isEmpty()) {
      ClaimedJob next = held.peek();
      Draw draw = (Draw) next.job().task();
      boolean fits = draw.imageCount() <= batch.freeImages() || running.isEmpty();
      boolean alone = jobsToDrawAlone > 0 && !running.isEmpty();
      if (!fits || alone) {
        return;
      }
      held.remove();
      join(next, draw);
    }
  }

  private void join(ClaimedJob claimed, Draw draw) {
    String id = claimed.job().id();
    try (MDC.MDCCloseable ignored = MDC.putCloseable("job", id)) {
      Sampling sampling =
          new Sampling(
              draw.sampling().guidance(),
              draw.sampling().temperature(),
              draw.sampling().topK(),
              draw.sampling().topP());
      batch.join(
          model.request(
              id, draw.prompt(), draw.imageCount(), draw.seed(), sampling, draw.keptTokens()));
      running.put(id, new RunningJob(claimed, draw));
      publisher.progress(id, new Progress(Stage.DRAWING, 0, tokenCount(), 0));
      LOG.info("Job {} is drawn now: {} pictures.", id, draw.imageCount());
    } catch (RuntimeException e) {
      fail(claimed, e);
    }
  }

  private void startOver(RuntimeException cause) {
    List<ClaimedJob> jobs = running.values().stream().map(RunningJob::claimed).toList();
    running.clear();
    jobs.forEach(job -> batch.leave(job.job().id()));
    batch = model.newBatch(options.batchImages());
    if (jobs.size() == 1) {
      fail(jobs.get(0), cause);
      jobsToDrawAlone = Math.max(0, jobsToDrawAlone - 1);
      return;
    }
    LOG.error("A step failed for {} jobs; each is drawn again by itself.", jobs.size(), cause);
    for (int i = jobs.size() - 1; i >= 0; i--) {
      held.addFirst(jobs.get(i));
    }
    jobsToDrawAlone = jobs.size();
  }

  private void finish(RunningJob job, Drawing drawing) {
    try (MDC.MDCCloseable ignored = MDC.putCloseable("job", job.id())) {
      List<RankedPicture> ranked =
          model.finish(
              job.draw().prompt(),
              drawing.tokens(),
              stage -> publisher.progress(job.id(), progress(job, stage)));
      publisher.progress(job.id(), new Progress(Stage.SAVING, 0, 0, job.previewNumber()));
      List<Pixels> pictures = ranked.stream().map(RankedPicture::pixels).toList();
      publisher.pictures(
          job.id(), GridImage.compose(pictures), pictures, Optional.of(card(job.draw())));
      publisher.outcome(job.claimed(), done(job, ranked));
      LOG.info("Job {} is done after {} ms.", job.id(), job.age().toMillis());
    } catch (RuntimeException e) {
      fail(job.claimed(), e);
    } finally {
      jobsToDrawAlone = Math.max(0, jobsToDrawAlone - 1);
    }
  }

  private static Progress progress(RunningJob job, PipelineStage stage) {
    Stage shown =
        switch (stage) {
          case DECODING -> Stage.DECODING;
          case RANKING -> Stage.RANKING;
          case UPSCALING -> Stage.UPSCALING;
        };
    return new Progress(shown, 0, 0, job.previewNumber());
  }

  private JobOutcome done(RunningJob job, List<RankedPicture> ranked) {
    List<Picture> pictures = new ArrayList<>();
    for (RankedPicture picture : ranked) {
      pictures.add(
          new Picture(
              pictures.size() + 1, picture.imageIndex(), picture.clipScore(), picture.tokens()));
    }
    return new JobOutcome.Done(
        pictures,
        GridImage.columns(pictures.size()),
        model.imageTokenSide(),
        model.id(),
        model.weightsHash(),
        job.age());
  }

  private ReproductionCard card(Draw draw) {
    return new ReproductionCard(
        draw.prompt(),
        draw.seed(),
        draw.imageCount(),
        draw.sampling().guidance(),
        draw.sampling().temperature(),
        draw.sampling().topK(),
        draw.sampling().topP(),
        model.id(),
        model.weightsHash(),
        options.version());
  }

  /** Shows how far each job is, with a preview now and then. */
  void showProgress() {
    boolean preview = System.nanoTime() - nextPreviewNanos >= 0;
    long start = System.nanoTime();
    for (RunningJob job : running.values()) {
      Drawing drawing = batch.drawing(job.id());
      if (preview
          && drawing.position() > model.imageTokenSide()
          && publisher.preview(job.id(), GridImage.compose(model.decode(drawing.tokens())))) {
        job.nextPreview();
      }
      publisher.progress(
          job.id(),
          new Progress(
              Stage.DRAWING, drawing.position(), drawing.tokenCount(), job.previewNumber()));
    }
    if (preview) {
      long cost = System.nanoTime() - start;
      nextPreviewNanos =
          System.nanoTime() + Math.max(PREVIEW_INTERVAL.toNanos(), PREVIEW_COST_FACTOR * cost);
    }
  }

  /** Ends a job with a sentence for its person and the cause for the operator. */
  private void fail(ClaimedJob job, RuntimeException cause) {
    LOG.error("Job {} failed; the next one goes on.", job.job().id(), cause);
    publisher.outcome(
        job,
        new Failed(
            Failed.INTERNAL,
            "Something went wrong while drawing. Try again; if it stays so, the operator finds job "
                + job.job().id()
                + " in the log."));
  }
}
