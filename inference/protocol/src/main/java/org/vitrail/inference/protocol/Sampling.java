package org.vitrail.inference.protocol;

/**
 * How the next image token is chosen.
 *
 * @param guidance how strongly the prompt pulls, 0 for not at all
 * @param temperature above 0; below 1 safer, above 1 wilder
 * @param topK only the topK likeliest tokens are drawn from, 0 for all
 * @param topP only the likeliest tokens that together reach this probability, 1 for all
 */
public record Sampling(float guidance, float temperature, int topK, float topP) {
  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public Sampling {
    if (!(guidance >= 0) || Float.isInfinite(guidance)) {
      throw Require.broken("sampling.guidance", guidance, "a number of at least 0");
    }
    if (!(temperature > 0) || Float.isInfinite(temperature)) {
      throw Require.broken("sampling.temperature", temperature, "a number above 0");
    }
    Require.between("sampling.topK", topK, 0, Integer.MAX_VALUE);
    if (!(topP > 0 && topP <= 1)) {
      throw Require.broken("sampling.topP", topP, "a number above 0 and up to 1");
    }
  }
}
