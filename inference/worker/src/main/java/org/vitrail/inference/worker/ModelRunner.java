package org.vitrail.inference.worker;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.ImageTask.Reconstruct;
import org.vitrail.inference.protocol.ImageTask.Sticker;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.Room;

/**
 * A loaded model with all that works with it: its batch, and what enlarges, cuts out and codes
 * pictures.
 */
final class ModelRunner implements AutoCloseable {
  private final ImageModel model;
  private final Pace pace;
  private final Batcher batcher;
  private final AloneJobs alone;
  private final UpscaleRunner upscaleRunner;
  private final StickerRunner stickerRunner;
  private final ReconstructRunner reconstructRunner;

  ModelRunner(
      ImageModel model,
      Pace pace,
      Batcher batcher,
      AloneJobs alone,
      UpscaleRunner upscaleRunner,
      StickerRunner stickerRunner,
      ReconstructRunner reconstructRunner) {
    this.model = model;
    this.pace = pace;
    this.batcher = batcher;
    this.alone = alone;
    this.upscaleRunner = upscaleRunner;
    this.stickerRunner = stickerRunner;
    this.reconstructRunner = reconstructRunner;
  }

  /** What jobs call the model. */
  String id() {
    return model.facts().id();
  }

  ImageModel model() {
    return model;
  }

  Pace pace() {
    return pace;
  }

  Batcher batcher() {
    return batcher;
  }

  /** Whether it holds no job. */
  boolean isIdle() {
    return batcher.isIdle() && alone.isEmpty();
  }

  /** Whether all that there is waits for something. */
  boolean isPaused() {
    return !isIdle() && !batcher.draws();
  }

  /** What may be claimed now: nothing behind what waits here to be worked on alone. */
  Room room() {
    int images = alone.isOneNext() ? 0 : batcher.room();
    return new Room(images, images, isIdle(), alone.takesMore());
  }

  /** Jobs that cannot begin while what they begin from is out of reach. */
  List<ClaimedJob> outOfReach() {
    List<ClaimedJob> jobs = new ArrayList<>(batcher.outOfReach());
    jobs.addAll(alone.outOfReach());
    return jobs;
  }

  /** Every job that is held and not worked on alone at this moment. */
  List<ClaimedJob> waitingOrDrawn() {
    List<ClaimedJob> jobs = new ArrayList<>(batcher.jobs());
    jobs.addAll(alone.jobs());
    return jobs;
  }

  /** Every job that is held. */
  List<ClaimedJob> jobs() {
    List<ClaimedJob> jobs = waitingOrDrawn();
    upscaleRunner.running().ifPresent(jobs::add);
    reconstructRunner.running().ifPresent(jobs::add);
    return jobs;
  }

  /** Takes a job out, wherever it is. */
  void remove(String jobId) {
    batcher.remove(jobId);
    alone.remove(jobId);
    upscaleRunner.drop(jobId);
    reconstructRunner.drop(jobId);
  }

  /** Works on what waits to be worked on alone, if it is time to. */
  void workAlone() {
    alone.workOnNext();
  }

  void start(ClaimedJob job) {
    job.job()
        .task()
        .accept(
            new ImageTask.Visitor<Void>() {
              @Override
              public Void draw(Draw draw) {
                batcher.add(job);
                return null;
              }

              @Override
              public Void upscale(Upscale upscale) {
                return alone("enlarging", () -> upscaleRunner.run(job, upscale));
              }

              @Override
              public Void sticker(Sticker sticker) {
                return alone("making a sticker", () -> stickerRunner.run(job, sticker));
              }

              @Override
              public Void reconstruct(Reconstruct reconstruct) {
                return alone(
                    "reconstructing the picture", () -> reconstructRunner.run(job, reconstruct));
              }

              private Void alone(String doing, AloneJobs.Work work) {
                alone.add(job, doing, work);
                return null;
              }
            });
  }

  @Override
  public void close() {
    model.close();
  }
}
