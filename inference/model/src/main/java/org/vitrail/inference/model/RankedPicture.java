package org.vitrail.inference.model;

import java.util.Arrays;
import org.vitrail.inference.model.tensor.Pixels;

/**
 * One finished picture.
 *
 * @param imageIndex its index in the request, which names its generator
 * @param tokens it was decoded from
 * @param clipScore cosine between prompt and picture, −1 to 1
 * @param pixels as shown
 */
public record RankedPicture(int imageIndex, int[] tokens, float clipScore, Pixels pixels) {
  @Override
  public boolean equals(Object other) {
    return other instanceof RankedPicture that
        && imageIndex == that.imageIndex
        && Arrays.equals(tokens, that.tokens)
        && clipScore == that.clipScore
        && pixels.equals(that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * imageIndex + Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return "RankedPicture[" + imageIndex + ", " + clipScore + ", " + pixels + "]";
  }
}
