package org.vitrail.inference.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.sticker.CannotCutException;
import org.vitrail.inference.model.sticker.CutoutNetwork;
import org.vitrail.inference.model.sticker.StickerCutter;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Source;
import org.vitrail.inference.protocol.ImageTask.Sticker;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/** Runs jobs that make a sticker of one finished picture. */
final class StickerRunner {
  private final ImageModel model;
  private final Supplier<Optional<CutoutNetwork>> networks;
  private final SourcePictures sources;
  private final Publisher publisher;
  private final Pace pace;
  private final IdleModels idleModels;
  private final LongSupplier nanos;
  private final StageShares shares = new StageShares(Map.of(Stage.UPSCALING, 1.));

  StickerRunner(
      ImageModel model,
      Supplier<Optional<CutoutNetwork>> networks,
      SourcePictures sources,
      Publisher publisher,
      Pace pace,
      IdleModels idleModels,
      LongSupplier nanos) {
    this.model = model;
    this.networks = networks;
    this.sources = sources;
    this.publisher = publisher;
    this.pace = pace;
    this.idleModels = idleModels;
    this.nanos = nanos;
  }

  /**
   * Makes a sticker and ends the job.
   *
   * @throws IOException if the picture cannot be read
   * @throws RuntimeException if that failed; the job has not ended then
   */
  void run(ClaimedJob job, Sticker task) throws IOException {
    long start = nanos.getAsLong();
    Source source = task.source().orElseThrow();
    Optional<byte[]> png = sources.png(source);
    if (png.isEmpty()) {
      publisher.outcome(job, SourcePictures.expired(source, "make a sticker of it"));
      return;
    }
    Pixels picture = PngFile.read(png.get());
    AloneWork work = new AloneWork(task, model.facts().squares(picture), pace, shares, nanos);
    publisher.progress(
        job.job().id(), new Progress(Stage.UPSCALING, 0, 0, 0), work.begin(Stage.UPSCALING));
    try {
      ArgbPixels sticker = sticker(largeEnough(AiLabel.without(picture)));
      Map<String, byte[]> files = publisher.stickerFiles(sticker);
      long took = nanos.getAsLong() - start;
      publisher.done(
          job,
          files,
          new Done(
              List.of(sources.made(source)),
              1,
              model.facts().id(),
              model.facts().weightsHash(),
              Duration.ofNanos(took)));
      work.end();
    } catch (CannotCutException e) {
      publisher.outcome(job, refused(task, e.reason()));
    }
  }

  /** The network is loaded for one sticker: few are made, and its memory is better a model's. */
  private ArgbPixels sticker(Pixels picture) throws CannotCutException {
    Optional<CutoutNetwork> network = networks.get();
    try {
      return StickerCutter.sticker(picture, network);
    } finally {
      network.ifPresent(CutoutNetwork::close);
    }
  }

  /** A small picture is enlarged before it is cut, as its edge is sharper then. */
  private Pixels largeEnough(Pixels picture) {
    Pixels larger = picture;
    while (StickerCutter.isSmall(larger)) {
      List<Pixels> small = List.of(larger);
      larger = idleModels.retrying(() -> model.upscaler().upscale(small)).get(0);
    }
    return larger;
  }

  private static Failed refused(Sticker task, CannotCutException.Reason reason) {
    String picture = "Picture " + task.pictureNumber() + " of job " + task.sourceJobId();
    return switch (reason) {
      case NO_BACKGROUND ->
          new Failed(
              Failed.NO_BACKGROUND,
              picture
                  + " has no background of one colour that a thing could be cut out of. Draw one on"
                  + " a white background, then make a sticker of it.");
      case NOTHING_IN_FRONT ->
          new Failed(
              Failed.NOTHING_IN_FRONT,
              picture
                  + " shows nothing that stands out from its background. Make a sticker of another"
                  + " picture.");
    };
  }
}
