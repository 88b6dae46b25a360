package org.vitrail.bot.core.safety;

import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.inference.protocol.ImageStore;

/**
 * The only way out for picture bytes: whoever shows pictures asks here, and gets them covered, or
 * not at all, where the place wants it so.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class PictureGate {
  private final ImageStore images;
  private final PlaceSafety safety;
  private final ModelMenu models;

  public PictureGate(ImageStore images, PlaceSafety safety, ModelMenu models) {
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
  public Exhibit exhibit(JobCard card) {
    return exhibit(card, card.venue().place());
  }

  /**
   * A job's pictures as they may be seen at another place: the more careful of both decides, so
   * that nothing is carried out of a careful place or into one.
   */
  public Exhibit exhibit(JobCard card, String place) {
    SafetyRules here = safety.at(place);
    SafetyRules there = safety.at(card.venue().place());
    boolean harmless = models.find(card.model()).filter(ModelMenu.Item::harmless).isPresent();
    List<Judgement> judgements =
        card.pictures().stream()
            .map(PictureCard::concerns)
            .map(
                concerns ->
                    PictureSafety.judge(here, concerns, harmless)
                        .or(PictureSafety.judge(there, concerns, harmless)))
            .toList();
    return new Exhibit(images, card, here.level().or(there.level()), judgements);
  }
}
