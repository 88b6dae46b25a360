package org.vitrail.inference.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Borders;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.PictureStates;

/**
 * Makes a model's request of a job; finds what its pictures begin like, an earlier picture or one
 * that somebody sent, and what they are drawn towards.
 */
final class Beginnings {
  private final ImageModel model;
  private final ImageStore images;
  private final PictureStates states;

  Beginnings(ImageModel model, JobQueue queue, ImageStore images) {
    this.model = model;
    this.images = images;
    this.states = new PictureStates(queue, images);
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
   * A job as its model takes it.
   *
   * @throws CannotBegin if what the job begins from is not there any more, or the model has not
   *     what the job asks for
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away
   */
  Request request(String jobId, Draw draw) throws CannotBegin {
    Beginning original = draw.beginFrom().accept(new Finder(jobId, draw.aspect()));
    return new Request(
        jobId,
        draw.prompt(),
        draw.imageCount(),
        draw.seed(),
        options(draw),
        images
            .get(jobId, ImageStore.SAVED)
            .<Beginning>map(saved -> new Beginning.Resumed(saved, original))
            .orElse(original),
        targets(jobId, draw));
  }

  private List<ImagePrompt> targets(String jobId, Draw draw) throws CannotBegin {
    if (!draw.targets().isEmpty() && !model.facts().can(Ability.IMAGE_PROMPTS)) {
      throw new CannotBegin(
          Failed.NO_TARGET,
          "The model %s draws towards no picture. Choose another model, or leave the picture out."
              .formatted(model.facts().id()));
    }
    List<ImagePrompt> targets = new ArrayList<>();
    for (float weight : draw.targets()) {
      Optional<byte[]> png = images.get(jobId, ImageStore.target(targets.size() + 1));
      try {
        targets.add(
            new ImagePrompt(
                PngFile.read(png.orElseThrow(() -> targetGone("is no longer kept"))), weight));
      } catch (IOException e) {
        throw targetGone("cannot be read");
      }
    }
    return targets;
  }

  private static CannotBegin targetGone(String why) {
    return new CannotBegin(
        Failed.TARGET_GONE, "The picture to draw towards " + why + ". Send it again.");
  }

  /** How far the film of a job that was saved has come. */
  Optional<byte[]> savedFilm(String jobId) {
    return images.get(jobId, ImageStore.SAVED_FILM);
  }

  /** Who asked kept to the catalogue; it may have changed since, or be another one here. */
  private DrawOptions options(Draw draw) throws CannotBegin {
    try {
      return model.drawOptions(draw.options());
    } catch (IllegalArgumentException e) {
      throw new CannotBegin(
          Failed.OPTION_REFUSED,
          "The model %s does not draw so. %s".formatted(model.facts().id(), e.getMessage()));
    }
  }

  private Optional<Borders> kept(BeginFrom from, AspectRatio aspect) throws CannotBegin {
    try {
      return from.keep().map(keep -> KeptBorders.of(keep, model.facts(), aspect));
    } catch (IllegalArgumentException e) {
      throw new CannotBegin(Failed.OPTION_REFUSED, e.getMessage());
    }
  }

  private final class Finder implements BeginFrom.Visitor<Beginning, CannotBegin> {
    private final String jobId;
    private final AspectRatio aspect;

    Finder(String jobId, AspectRatio aspect) {
      this.jobId = jobId;
      this.aspect = aspect;
    }

    @Override
    public Beginning nothing() {
      return Beginning.NOISE;
    }

    @Override
    public Beginning initImage(BeginFrom.InitImage initImage) throws CannotBegin {
      if (!model.facts().can(Ability.INIT_IMAGE)) {
        throw new CannotBegin(
            Failed.NO_IMAGE_PROMPT,
            "The model %s cannot begin from a picture. Choose another model, or leave the picture out."
                .formatted(model.facts().id()));
      }
      Optional<byte[]> picture = images.get(jobId, ImageStore.INIT_IMAGE);
      if (picture.isEmpty()) {
        throw new CannotBegin(
            Failed.INIT_IMAGE_GONE, "The picture to begin from is no longer kept. Send it again.");
      }
      try {
        return new Beginning.Picture(PngFile.read(picture.get()), kept(initImage, aspect));
      } catch (IOException e) {
        throw new CannotBegin(
            Failed.INIT_IMAGE_GONE, "The picture to begin from cannot be read. Send it again.");
      }
    }

    @Override
    public Beginning variation(BeginFrom.Variation source) throws CannotBegin {
      return new Beginning.Relative(
          states
              .find(source.sourceJobId(), source.pictureNumber())
              .orElseThrow(
                  () ->
                      new CannotBegin(
                          Failed.SOURCE_EXPIRED,
                          "Picture %d of job %s is no longer kept. Draw it again with its seed, then vary it."
                              .formatted(source.pictureNumber(), source.sourceJobId()))),
          kept(source, aspect));
    }

    @Override
    public Beginning ownState(BeginFrom.OwnState own) {
      return new Beginning.Relative(own.state());
    }
  }
}
