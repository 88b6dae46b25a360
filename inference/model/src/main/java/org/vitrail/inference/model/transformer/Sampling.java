package org.vitrail.inference.model.transformer;

/**
 * How an image token is drawn from logits.
 *
 * @param guidance how strongly the prompt is followed: {@code u + guidance · (c − u)} over the
 *     logits with and without it; 1 = the prompt alone, 0 = no prompt
 * @param temperature of the logits; 0 = always the likeliest token
 * @param topK only the k likeliest tokens may be drawn; 0 = all
 * @param topP only the likeliest tokens that together reach this probability; 1 = all
 * @param random where the randomness comes from
 */
public record Sampling(
    float guidance, float temperature, int topK, float topP, RandomSource random) {
  /** With noise of each picture's own. */
  public Sampling(float guidance, float temperature, int topK, float topP) {
    this(guidance, temperature, topK, topP, RandomSource.GUMBEL);
  }

  public Sampling {
    require(guidance >= 0 && guidance <= 100, "guidance", guidance, "0 to 100");
    require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    require(topK >= 0, "top-k", topK, "0 (all tokens) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "above 0, up to 1");
    if (random == RandomSource.TORCH_CPU) {
      require(temperature > 0, "temperature", temperature, "more than 0 with torch-cpu");
      require(topP == 1, "top-p", topP, "1 with torch-cpu: min-dalle has no other");
    }
  }

  private static void require(boolean allowed, String name, Object value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(
          name + ": " + value + " is not allowed; give " + range + ".");
    }
  }
}
