package org.vitrail.inference.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.MDC;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/** Runs jobs that enlarge one finished picture. */
final class UpscaleRunner {
  private final ImageModel model;
  private final JobQueue queue;
  private final ImageStore images;
  private final Publisher publisher;
  private final Pace pace;
  private final IdleModels idleModels;
  private final LongSupplier nanos;

  UpscaleRunner(
      ImageModel model,
      JobQueue queue,
      ImageStore images,
      Publisher publisher,
      Pace pace,
      IdleModels idleModels,
      LongSupplier nanos) {
    this.model = model;
    this.queue = queue;
    this.images = images;
    this.publisher = publisher;
    this.pace = pace;
    this.idleModels = idleModels;
    this.nanos = nanos;
  }

  void run(ClaimedJob job, Upscale task) {
    try (MDC.MDCCloseable ignored = MDC.putCloseable("job", job.job().id())) {
      enlarge(job, task);
    } catch (IOException | RuntimeException e) {
      publisher.failure(job, "enlarging", e);
    }
  }

  private void enlarge(ClaimedJob job, Upscale task) throws IOException {
    long start = nanos.getAsLong();
    Optional<byte[]> source = images.get(task.sourceJobId(), task.pictureNumber() + ".png");
    if (source.isEmpty()) {
      publisher.outcome(job, expired(task));
      return;
    }
    publisher.progress(job.job().id(), new Progress(Stage.UPSCALING, 0, 0, 0));
    List<Pixels> small = List.of(PngFile.read(source.get()));
    List<Pixels> larger = idleModels.retrying(() -> model.upscale(small));
    Map<String, byte[]> files = publisher.files(larger.get(0), larger, Optional.empty());
    long took = nanos.getAsLong() - start;
    pace.enlarged(took);
    publisher.done(
        job,
        files,
        new Done(
            List.of(sourcePicture(task)),
            1,
            model.facts().id(),
            model.facts().weightsHash(),
            Duration.ofNanos(took)));
  }

  private static Failed expired(Upscale task) {
    return new Failed(
        Failed.SOURCE_EXPIRED,
        "Picture "
            + task.pictureNumber()
            + " of job "
            + task.sourceJobId()
            + " is no longer kept. Draw it again with its seed, then upscale it.");
  }

  /** Score and concerns stay those of the source, as it shows the same. Varied is the source. */
  private Picture sourcePicture(Upscale task) {
    return queue
        .status(task.sourceJobId())
        .flatMap(JobStatus::done)
        .flatMap(done -> done.picture(task.pictureNumber()))
        .map(
            picture ->
                new Picture(
                    1, picture.imageIndex(), picture.clipScore(), false, picture.concerns()))
        .orElse(new Picture(1, 0, 0, false));
  }
}
