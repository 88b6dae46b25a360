package org.vitrail.bot.core.queue;

import java.util.Optional;
import org.vitrail.inference.protocol.ImageJob;

/**
 * A job ready for the queue.
 *
 * @param prompt what will be seen in its pictures, for moderation; for an upscale its source's
 * @param initImage PNG file that the pictures begin like
 */
public record NewJob(ImageJob job, String prompt, Optional<byte[]> initImage) {
  /** Beginning from noise alone. */
  public NewJob(ImageJob job, String prompt) {
    this(job, prompt, Optional.empty());
  }
}
