package org.vitrail.bot.core.queue;

import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.ModelCost;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;

/**
 * A job ready for the queue.
 *
 * @param prompt what will be seen in its pictures, for moderation; for an upscale its source's
 * @param sent PNG files that came with it, by their names in the {@link ImageStore}
 * @param cost what its iterations cost, where its model draws by such
 * @param mostIterations that its model draws at most
 * @param retryOf the failed job that it brings back
 */
public record NewJob(
    ImageJob job,
    String prompt,
    Map<String, byte[]> sent,
    Optional<ModelCost> cost,
    long mostIterations,
    Optional<String> retryOf) {
  public NewJob {
    sent = Map.copyOf(sent);
  }

  /** With which nothing was sent. */
  public NewJob(ImageJob job, String prompt) {
    this(job, prompt, Map.of());
  }

  /** Of a model that draws by no iterations. */
  NewJob(ImageJob job, String prompt, Map<String, byte[]> sent) {
    this(job, prompt, sent, Optional.empty(), 0, Optional.empty());
  }

  /** Drawn by a model. */
  NewJob(ImageJob job, String prompt, Map<String, byte[]> sent, ModelMenu.Item model) {
    this(job, prompt, sent, model.cost(), Iterations.most(model), Optional.empty());
  }

  /** The same as another job. */
  NewJob as(ImageJob other) {
    return new NewJob(other, prompt, sent, cost, mostIterations, retryOf);
  }

  /** The same in the place of a job that failed. */
  NewJob retrying(String failedId) {
    return new NewJob(job, prompt, sent, cost, mostIterations, Optional.of(failedId));
  }
}
