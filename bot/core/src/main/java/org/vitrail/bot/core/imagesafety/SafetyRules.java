package org.vitrail.bot.core.imagesafety;

import java.util.Optional;
import org.vitrail.config.SafetyCatalogue;

/**
 * By what pictures are judged in a community.
 *
 * @param concepts with the operator's thresholds of each
 * @param blurAt the community's own threshold for all concepts, a probability
 * @param refuseAt likewise
 */
public record SafetyRules(
    SafetyLevel level, SafetyCatalogue concepts, Optional<Float> blurAt, Optional<Float> refuseAt) {

  /** With the operator's thresholds. */
  public SafetyRules(SafetyLevel level, SafetyCatalogue concepts) {
    this(level, concepts, Optional.empty(), Optional.empty());
  }

  /** From which probability of a concept on a picture is hidden. */
  float blurAt(String concept) {
    return Math.min(blurAt.orElse(concepts.thresholds(concept).blurAt()), refuseAt(concept));
  }

  /** From which probability of a concept on a picture is kept back. */
  float refuseAt(String concept) {
    return refuseAt.orElse(concepts.thresholds(concept).refuseAt());
  }
}
