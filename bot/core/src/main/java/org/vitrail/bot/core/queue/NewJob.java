package org.vitrail.bot.core.queue;

import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.ModelCost;
import org.vitrail.inference.protocol.ImageJob;

/**
 * A job ready for the queue.
 *
 * @param prompt what will be seen in its pictures, for moderation; for an upscale its source's
 * @param initImage PNG file that the pictures begin like
 * @param cost what its iterations cost, where its model draws by such
 * @param mostIterations that its model draws at most
 */
public record NewJob(
    ImageJob job,
    String prompt,
    Optional<byte[]> initImage,
    Optional<ModelCost> cost,
    long mostIterations) {
  /** Without a picture to begin from. */
  public NewJob(ImageJob job, String prompt) {
    this(job, prompt, Optional.empty());
  }

  /** Of a model that draws by no iterations. */
  NewJob(ImageJob job, String prompt, Optional<byte[]> initImage) {
    this(job, prompt, initImage, Optional.empty(), 0);
  }

  /** Drawn by a model. */
  NewJob(ImageJob job, String prompt, Optional<byte[]> initImage, ModelMenu.Item model) {
    this(job, prompt, initImage, model.cost(), Iterations.most(model));
  }

  /** The same as another job. */
  NewJob as(ImageJob other) {
    return new NewJob(other, prompt, initImage, cost, mostIterations);
  }
}
