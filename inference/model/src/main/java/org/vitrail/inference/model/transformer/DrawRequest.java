package org.vitrail.inference.model.transformer;

import java.util.Arrays;
import org.vitrail.inference.model.DrawOptions.Tokens;

/**
 * Pictures to draw for one prompt.
 *
 * @param id names the request within a batch
 * @param textIds the prompt's ids, start and end included, without padding
 * @param unconditionalIds ids of "no prompt", for guidance
 * @param imageCount pictures, each a draw of its own
 * @param seed of the request; picture i has its own generator from (seed, i)
 * @param keptTokens the first image tokens of every picture, given rather than drawn; may be empty
 */
public record DrawRequest(
    String id,
    long[] textIds,
    long[] unconditionalIds,
    int imageCount,
    long seed,
    Tokens sampling,
    int[] keptTokens) {
  public DrawRequest {
    if (imageCount < 1) {
      throw new IllegalArgumentException(
          "count: " + imageCount + " is not allowed; give at least 1.");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DrawRequest that
        && id.equals(that.id)
        && Arrays.equals(textIds, that.textIds)
        && Arrays.equals(unconditionalIds, that.unconditionalIds)
        && imageCount == that.imageCount
        && seed == that.seed
        && sampling.equals(that.sampling)
        && Arrays.equals(keptTokens, that.keptTokens);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "DrawRequest[" + id + ", " + imageCount + " pictures]";
  }
}
