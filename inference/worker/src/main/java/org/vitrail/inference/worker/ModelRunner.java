package org.vitrail.inference.worker;

import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Upscale;

/** A loaded model with all that works with it: its batch, and what enlarges pictures. */
final class ModelRunner implements AutoCloseable {
  private final ImageModel model;
  private final Pace pace;
  private final Batcher batcher;
  private final UpscaleRunner upscaleRunner;

  ModelRunner(ImageModel model, Pace pace, Batcher batcher, UpscaleRunner upscaleRunner) {
    this.model = model;
    this.pace = pace;
    this.batcher = batcher;
    this.upscaleRunner = upscaleRunner;
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

  void start(ClaimedJob job) {
    if (job.job().task() instanceof Upscale task) {
      upscaleRunner.run(job, task);
      batcher.skipTime();
    } else {
      batcher.add(job);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
