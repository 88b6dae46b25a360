package org.vitrail.bot.core.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.PictureStates;

/**
 * What a job needs that asks for much the same as an earlier one: the pictures that were sent with
 * that, or that it was drawn like. All methods throw {@link
 * redis.clients.jedis.exceptions.JedisException} when Redis does not answer.
 */
final class EarlierPictures {
  private final ImageStore images;
  private final PictureStates states;
  private final ModelRules rules;

  EarlierPictures(JobQueue queue, ImageStore images, ModelRules rules) {
    this.images = images;
    this.states = new PictureStates(queue, images);
    this.rules = rules;
  }

  /**
   * The files that a job takes over, by their names.
   *
   * @param jobId of the earlier one
   * @param task of the new one
   * @throws ImpossibleException when one is no longer kept, or the model has no use for it any more
   */
  Map<String, byte[]> sentWith(String jobId, Draw task, ModelMenu.Item model)
      throws ImpossibleException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Optional<byte[]> initImage = task.beginFrom().accept(new InitImageFinder(jobId, model));
    initImage.ifPresent(png -> files.put(ImageStore.INIT_IMAGE, png));
    if (!task.targets().isEmpty()) {
      rules.requireDrawsTowards(model);
    }
    for (int number = 1; number <= task.targets().size(); number++) {
      String name = ImageStore.target(number);
      files.put(
          name,
          images
              .get(jobId, name)
              .orElseThrow(() -> new ImpossibleException("job.target-gone", jobId)));
    }
    return files;
  }

  /** The init image of a job's successor; sees to it that there is what it begins from. */
  private final class InitImageFinder
      implements BeginFrom.Visitor<Optional<byte[]>, ImpossibleException> {
    private final String jobId;
    private final ModelMenu.Item model;

    InitImageFinder(String jobId, ModelMenu.Item model) {
      this.jobId = jobId;
      this.model = model;
    }

    @Override
    public Optional<byte[]> nothing() {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> initImage(BeginFrom.InitImage initImage) throws ImpossibleException {
      rules.requireTakesPictures(model);
      Optional<byte[]> picture = images.get(jobId, ImageStore.INIT_IMAGE);
      if (picture.isEmpty()) {
        throw new ImpossibleException("job.picture-gone", jobId);
      }
      return picture;
    }

    @Override
    public Optional<byte[]> variation(BeginFrom.Variation original) throws ImpossibleException {
      rules.requireVaries(model);
      String source = original.sourceJobId();
      if (!states.isKept(source, original.pictureNumber())) {
        throw new ImpossibleException("job.original-gone", source, original.pictureNumber());
      }
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> ownState(BeginFrom.OwnState own) throws ImpossibleException {
      rules.requireVaries(model);
      return Optional.empty();
    }
  }
}
