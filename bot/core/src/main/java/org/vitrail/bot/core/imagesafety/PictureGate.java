package org.vitrail.bot.core.imagesafety;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.imagesafety.PictureTreatment.Treatment;
import org.vitrail.inference.protocol.ImageStore;

/**
 * The only way out for picture bytes: whoever shows pictures asks here, and gets them covered, or
 * not at all, where the community wants it so.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class PictureGate {
  private final ImageStore images;
  private final CommunitySafety safety;
  private final ModelMenu models;

  public PictureGate(ImageStore images, CommunitySafety safety, ModelMenu models) {
    this.images = images;
    this.safety = safety;
    this.models = models;
  }

  /**
   * All pictures of a job as they were drawn, as one PNG, for those alone who have to judge a
   * report about it; empty when they are not kept.
   */
  public Optional<byte[]> unjudged(JobCard card) {
    return images.get(card.id(), "grid.png");
  }

  /** A job's pictures as they may be seen where it was asked for. */
  public VisiblePictures visiblePictures(JobCard card) {
    return visiblePictures(card, card.venue().community());
  }

  /**
   * A job's pictures as they may be seen in another community: the more careful of both decides, so
   * that nothing is carried out of a careful community or into one.
   */
  public VisiblePictures visiblePictures(JobCard card, String community) {
    List<SafetyRules> rules =
        Stream.of(community, card.venue().community()).distinct().map(safety::at).toList();
    SafetyLevel level =
        rules.stream().map(SafetyRules::level).reduce(SafetyLevel.OFF, SafetyLevel::or);
    // A model that draws nothing to worry about says nothing of pictures that people send.
    boolean harmless =
        !card.isReconstruction()
            && models.find(card.request().model()).filter(ModelMenu.Item::harmless).isPresent();
    List<PictureTreatment> judgements =
        card.result().pictures().stream()
            .map(
                picture ->
                    rules.stream()
                        .map(rule -> PictureSafety.judge(rule, picture.concerns(), harmless))
                        .reduce(PictureTreatment.SHOWN, (one, other) -> one.or(other)))
            .toList();
    return new VisiblePictures(
        images,
        card,
        level,
        judgements,
        concerns ->
            rules.stream()
                .map(rule -> PictureSafety.judge(rule, concerns, harmless))
                .allMatch(treatment -> treatment.is(Treatment.SHOW)));
  }
}
