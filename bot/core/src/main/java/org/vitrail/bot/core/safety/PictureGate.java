package org.vitrail.bot.core.safety;

import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.config.SafetyCatalogue;
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
  private final SafetyLevels levels;
  private final SafetyCatalogue concepts;
  private final ModelMenu models;

  public PictureGate(
      ImageStore images, SafetyLevels levels, SafetyCatalogue concepts, ModelMenu models) {
    this.images = images;
    this.levels = levels;
    this.concepts = concepts;
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
    SafetyLevel level = levels.at(place).or(levels.at(card.venue().place()));
    SafetyRules rules = new SafetyRules(level, concepts);
    boolean harmless = models.find(card.model()).filter(ModelMenu.Item::harmless).isPresent();
    List<Judgement> judgements =
        card.pictures().stream()
            .map(picture -> PictureSafety.judge(rules, picture.concerns(), harmless))
            .toList();
    return new Exhibit(images, card, level, judgements);
  }
}
