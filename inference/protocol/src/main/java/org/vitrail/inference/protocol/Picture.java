package org.vitrail.inference.protocol;

import java.util.Map;

/**
 * One finished picture, described; its bytes are in the {@link ImageStore}.
 *
 * @param number as shown to the person: 1 is the best
 * @param imageIndex the order in which it was drawn, from 0; (seed, imageIndex) fixes the picture
 * @param clipScore how well it fits the prompt, higher is better; NaN where no CLIP looked at it
 * @param hasState whether its {@link PictureStates state} was stored, so that it can be varied
 * @param concerns how probably it shows what people may not want to see, 0 to 1 by the concept's
 *     id; empty where nobody judged it
 */
public record Picture(
    int number, int imageIndex, float clipScore, boolean hasState, Map<String, Float> concerns) {
  /** A picture that nobody judged. */
  public Picture(int number, int imageIndex, float clipScore, boolean hasState) {
    this(number, imageIndex, clipScore, hasState, Map.of());
  }

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Picture {
    Require.between("picture.number", number, 1, Integer.MAX_VALUE);
    Require.between("picture.imageIndex", imageIndex, 0, Integer.MAX_VALUE);
    concerns = Map.copyOf(Require.present("picture.concerns", concerns));
    concerns.forEach(
        (concept, probability) -> {
          Require.identifier("picture.concerns", concept);
          Require.probability("picture.concerns." + concept, probability);
        });
  }
}
