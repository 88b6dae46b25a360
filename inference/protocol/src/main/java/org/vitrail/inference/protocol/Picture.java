package org.vitrail.inference.protocol;

import java.util.Arrays;
import java.util.Map;

/**
 * One finished picture, described; its bytes are in the {@link ImageStore}.
 *
 * @param number as shown to the person: 1 is the best
 * @param imageIndex the order in which it was drawn, from 0; (seed, imageIndex) fixes the picture
 * @param clipScore how well it fits the prompt, higher is better
 * @param tokens its image tokens row by row, empty where it was not drawn from tokens
 * @param concerns how probably it shows what people may not want to see, 0 to 1 by the concept's
 *     id; empty where nobody judged it
 */
public record Picture(
    int number, int imageIndex, float clipScore, int[] tokens, Map<String, Float> concerns) {
  /** A picture that nobody judged. */
  public Picture(int number, int imageIndex, float clipScore, int[] tokens) {
    this(number, imageIndex, clipScore, tokens, Map.of());
  }

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Picture {
    Require.between("picture.number", number, 1, Integer.MAX_VALUE);
    Require.between("picture.imageIndex", imageIndex, 0, Integer.MAX_VALUE);
    tokens = Require.present("picture.tokens", tokens).clone();
    concerns = Map.copyOf(Require.present("picture.concerns", concerns));
    concerns.forEach(
        (concept, probability) -> {
          Require.identifier("picture.concerns", concept);
          Require.probability("picture.concerns." + concept, probability);
        });
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture picture
        && number == picture.number
        && imageIndex == picture.imageIndex
        && Float.compare(clipScore, picture.clipScore) == 0
        && Arrays.equals(tokens, picture.tokens)
        && concerns.equals(picture.concerns);
  }

  @Override
  public int hashCode() {
    return 31 * number + imageIndex;
  }

  @Override
  public String toString() {
    return "Picture[number=%d, imageIndex=%d, clipScore=%s, tokens=%d, concerns=%s]"
        .formatted(number, imageIndex, clipScore, tokens.length, concerns);
  }
}
