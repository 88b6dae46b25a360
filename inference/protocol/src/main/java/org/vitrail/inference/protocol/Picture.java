package org.vitrail.inference.protocol;

import java.util.Arrays;

/**
 * One finished picture, described; its bytes are in the {@link ImageStore}.
 *
 * @param number as shown to the person: 1 is the best
 * @param imageIndex the order in which it was drawn, from 0; (seed, imageIndex) fixes the picture
 * @param clipScore how well it fits the prompt, higher is better
 * @param tokens its image tokens row by row, empty where it was not drawn from tokens
 */
public record Picture(int number, int imageIndex, float clipScore, int[] tokens) {
  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Picture {
    Require.between("picture.number", number, 1, Integer.MAX_VALUE);
    Require.between("picture.imageIndex", imageIndex, 0, Integer.MAX_VALUE);
    tokens = Require.present("picture.tokens", tokens).clone();
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
        && Arrays.equals(tokens, picture.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * number + imageIndex;
  }

  @Override
  public String toString() {
    return "Picture[number=%d, imageIndex=%d, clipScore=%s, tokens=%d]"
        .formatted(number, imageIndex, clipScore, tokens.length);
  }
}
