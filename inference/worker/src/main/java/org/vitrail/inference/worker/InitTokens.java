package org.vitrail.inference.worker;

import java.io.IOException;
import java.util.Optional;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobOutcome.Failed;

/** Finds what a job's pictures begin like: an earlier picture, or its init image. */
final class InitTokens {
  private final ImageModel model;
  private final ImageStore images;

  InitTokens(ImageModel model, ImageStore images) {
    this.model = model;
    this.images = images;
  }

  /** A job that cannot begin; the message is for its person. */
  static final class CannotBegin extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    CannotBegin(String reason, String detail) {
      super(detail, null, false, false);
      this.reason = reason;
    }

    Failed outcome() {
      return new Failed(reason, getMessage());
    }
  }

  /**
   * @throws CannotBegin if there is no init image any more, or the model takes none
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away
   */
  Beginning of(String jobId, Draw draw) throws CannotBegin {
    if (draw.keptTokens().length > 0) {
      return new Beginning.Relative(TokenState.of(draw.keptTokens()));
    }
    if (!draw.originalRequest().beginsFromPicture()) {
      return Beginning.NOISE;
    }
    if (!model.facts().can(Ability.INIT_IMAGE)) {
      throw new CannotBegin(
          Failed.NO_IMAGE_PROMPT,
          "The model %s cannot begin from a picture. Choose another model, or leave the picture out."
              .formatted(model.facts().id()));
    }
    Optional<byte[]> picture = images.get(jobId, ImageStore.INIT_IMAGE);
    if (picture.isEmpty()) {
      throw new CannotBegin(
          Failed.SOURCE_EXPIRED, "The picture to begin from is no longer kept. Send it again.");
    }
    try {
      return new Beginning.Picture(PngFile.read(picture.get()));
    } catch (IOException e) {
      throw new CannotBegin(
          Failed.SOURCE_EXPIRED, "The picture to begin from cannot be read. Send it again.");
    }
  }
}
