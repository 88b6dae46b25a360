package org.vitrail.inference.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Source;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/**
 * Runs jobs that enlarge one finished picture, one at a time. Between tiles, and within those that
 * take long, the rest of the worker gets its turn, and the job can end there.
 *
 * <p>A pulled network is loaded for each job and let go after it: that takes far less than its
 * work, and the memory is the models'.
 */
final class UpscaleRunner {
  private static final Logger LOG = LoggerFactory.getLogger(UpscaleRunner.class);

  private final ModelFacts facts;
  private final Supplier<Upscalers> upscalers;
  private final SourcePictures sources;
  private final Publisher publisher;
  private final Pace pace;
  private final IdleModels idleModels;
  private final LongSupplier nanos;
  private final StageShares shares =
      new StageShares(Map.of(Stage.STARTING, .05, Stage.UPSCALING, .9, Stage.SAVING, .05));
  private Interruptions interruptions = Interruptions.NONE;
  private Optional<ClaimedJob> running = Optional.empty();
  private long startNanos;

  /**
   * @param facts of the model that drew the pictures
   * @param upscalers those that there are now
   */
  UpscaleRunner(
      ModelFacts facts,
      Supplier<Upscalers> upscalers,
      SourcePictures sources,
      Publisher publisher,
      Pace pace,
      IdleModels idleModels,
      LongSupplier nanos) {
    this.facts = facts;
    this.upscalers = upscalers;
    this.sources = sources;
    this.publisher = publisher;
    this.pace = pace;
    this.idleModels = idleModels;
    this.nanos = nanos;
  }

  /** The same with somebody who looks after the rest of the worker meanwhile. */
  UpscaleRunner interruptedBy(Interruptions other) {
    interruptions = other;
    return this;
  }

  /** The job that is enlarged now. */
  Optional<ClaimedJob> running() {
    return running;
  }

  /** Forgets a job that was given to somebody else. */
  void drop(String jobId) {
    running = running.filter(job -> !job.job().id().equals(jobId));
  }

  /**
   * Enlarges a picture and ends the job.
   *
   * @throws IOException if the picture cannot be read
   * @throws RuntimeException if that failed; the job has not ended then
   */
  void run(ClaimedJob job, Upscale task) throws IOException {
    running = Optional.of(job);
    try {
      enlarge(job, task);
    } catch (Interruptions.Stopped e) {
      LOG.info("Job {} is not enlarged any further: {}.", job.job().id(), e.getMessage());
    } catch (Upscalers.CannotUpscale e) {
      publisher.outcome(job, e.outcome());
    } finally {
      running = Optional.empty();
    }
  }

  private void enlarge(ClaimedJob job, Upscale task) throws IOException, Upscalers.CannotUpscale {
    startNanos = nanos.getAsLong();
    Source picture = task.source().orElseThrow();
    Optional<byte[]> png = sources.png(picture);
    if (png.isEmpty()) {
      publisher.outcome(job, SourcePictures.expired(picture, "upscale it"));
      return;
    }
    Pixels small = PngFile.read(png.get());
    AloneWork work = new AloneWork(task, facts.squares(small), pace, shares, nanos);
    publisher.progress(
        job.job().id(), new Progress(Stage.UPSCALING, 0, 0, 0), work.begin(Stage.STARTING));
    Upscalers all = upscalers.get();
    AvailableUpscaler chosen = all.choose(task.factor(), task.denoise());
    all.requireSize(task, small, chosen.factor());
    Pixels larger = idleModels.retrying(() -> enlarged(job, small, chosen, work));
    Map<String, byte[]> files =
        publisher.files(larger, List.of(larger), number -> Optional.empty());
    long took = nanos.getAsLong() - startNanos;
    publisher.done(
        job,
        files,
        new Done(
            List.of(sources.made(picture)),
            1,
            facts.id(),
            facts.weightsHash(),
            Duration.ofNanos(took)));
    work.end();
  }

  private Pixels enlarged(ClaimedJob job, Pixels small, AvailableUpscaler chosen, AloneWork work) {
    UpscaleProgress progress =
        new UpscaleProgress(job.job().id(), publisher, work, () -> interrupt(job), nanos);
    Upscale task = job.job().task().asUpscale().orElseThrow();
    try (Upscaler upscaler = chosen.open(task.denoise())) {
      Pixels larger = upscaler.upscale(List.of(small), progress).get(0);
      progress.saving();
      return larger;
    }
  }

  private void interrupt(ClaimedJob job) {
    interruptions.check(job, Duration.ofNanos(nanos.getAsLong() - startNanos));
    if (running.isEmpty()) {
      throw new Interruptions.Stopped("another worker has it now");
    }
  }
}
