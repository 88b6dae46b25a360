package org.vitrail.inference.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.codec.reconstruction.Reconstruction;
import org.vitrail.inference.model.codec.reconstruction.ReconstructionCard;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.Concerns;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Reconstruct;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/**
 * Runs jobs that put a picture through a codec. It is loaded for each job and let go after it, as
 * the memory is the models'. The model of the job's lane judges the result: it shows what somebody
 * sent.
 */
final class ReconstructRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ReconstructRunner.class);

  private final ImageModel model;
  private final ImageStore images;
  private final Supplier<List<AvailableCodec>> codecs;
  private final Publisher publisher;
  private final Pace pace;
  private final IdleModels idleModels;
  private final LongSupplier nanos;
  private final StageShares shares = new StageShares(Map.of(Stage.DECODING, .8, Stage.RANKING, .2));
  private Interruptions interruptions = Interruptions.NONE;
  private Optional<ClaimedJob> running = Optional.empty();
  private long startNanos;

  /**
   * @param codecs those that there are now
   */
  ReconstructRunner(
      ImageModel model,
      ImageStore images,
      Supplier<List<AvailableCodec>> codecs,
      Publisher publisher,
      Pace pace,
      IdleModels idleModels,
      LongSupplier nanos) {
    this.model = model;
    this.images = images;
    this.codecs = codecs;
    this.publisher = publisher;
    this.pace = pace;
    this.idleModels = idleModels;
    this.nanos = nanos;
  }

  /** The same with somebody who looks after the rest of the worker between stages. */
  ReconstructRunner interruptedBy(Interruptions other) {
    interruptions = other;
    return this;
  }

  /** The job at work, whose lease is to be kept. */
  Optional<ClaimedJob> running() {
    return running;
  }

  /** Forgets a job that was given to somebody else. */
  void drop(String jobId) {
    running = running.filter(job -> !job.job().id().equals(jobId));
  }

  /**
   * Puts a picture through a codec and ends the job.
   *
   * @throws IOException if the picture cannot be read
   * @throws RuntimeException if that failed; the job has not ended then
   */
  void run(ClaimedJob job, Reconstruct task) throws IOException {
    running = Optional.of(job);
    try {
      reconstruct(job, task);
    } catch (Interruptions.Stopped e) {
      LOG.info("Job {} goes no further through its codec: {}.", job.job().id(), e.getMessage());
    } finally {
      running = Optional.empty();
    }
  }

  private void reconstruct(ClaimedJob job, Reconstruct task) throws IOException {
    startNanos = nanos.getAsLong();
    String id = job.job().id();
    Optional<byte[]> sent = images.get(id, ImageStore.INIT_IMAGE);
    List<AvailableCodec> here = codecs.get();
    Optional<AvailableCodec> codec =
        here.stream().filter(it -> it.id().equals(task.codec())).findFirst();
    if (sent.isEmpty()) {
      publisher.outcome(
          job,
          new Failed(
              Failed.INIT_IMAGE_GONE,
              "The picture to reconstruct is no longer kept. Send it again."));
    } else if (codec.isEmpty()) {
      publisher.outcome(job, missing(task, here));
    } else {
      AloneWork work = new AloneWork(task, 1, pace, shares, nanos);
      publisher.progress(id, new Progress(Stage.DECODING, 0, 0, 0), work.begin(Stage.DECODING));
      Pixels picture = PngFile.read(sent.get());
      Reconstruction made = idleModels.retrying(() -> coded(job, codec.get(), picture));
      interrupt(job);
      finish(job, task, made, work);
    }
  }

  private Reconstruction coded(ClaimedJob job, AvailableCodec codec, Pixels picture) {
    interrupt(job);
    try (ImageCodec network = codec.open()) {
      interrupt(job);
      return Reconstruction.of(network, codec.side(), picture);
    }
  }

  private void interrupt(ClaimedJob job) {
    interruptions.check(job, Duration.ofNanos(nanos.getAsLong() - startNanos));
    if (running.isEmpty()) {
      throw new Interruptions.Stopped("another worker has it now");
    }
  }

  private void finish(ClaimedJob job, Reconstruct task, Reconstruction made, AloneWork work) {
    String id = job.job().id();
    publisher.progress(id, new Progress(Stage.RANKING, 0, 0, 0), work.begin(Stage.RANKING));
    Map<String, Float> concerns =
        idleModels.retrying(() -> model.concerns(List.of(made.original(), made.painted()))).stream()
            .reduce(Map.of(), Concerns::worse);
    Pixels card = ReconstructionCard.of(made, task.codec());
    Map<String, byte[]> files = publisher.files(card, List.of(card), number -> Optional.empty());
    long took = nanos.getAsLong() - startNanos;
    publisher.done(
        job,
        files,
        new Done(
            List.of(new Picture(1, 0, Optional.empty(), false, concerns)),
            1,
            model.facts().id(),
            model.facts().weightsHash(),
            Duration.ofNanos(took)));
    work.end();
  }

  private static Failed missing(Reconstruct task, List<AvailableCodec> here) {
    return new Failed(
        Failed.CODEC_MISSING,
        "The codec %s is not here; there is %s. The operator can get others: see ./vitrail models list."
            .formatted(
                task.codec(),
                here.stream().map(AvailableCodec::id).collect(Collectors.joining(", "))));
  }
}
