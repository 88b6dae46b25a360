package org.vitrail.inference.model.transformer;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an image token is drawn from logits.
 *
 * @param guidance how strongly the prompt is followed: {@code u + guidance · (c − u)} over the
 *     logits with and without it; 1 = the prompt alone, 0 = no prompt
 * @param temperature of the logits; 0 = always the likeliest token
 * @param topK only the k likeliest tokens may be drawn; 0 = all
 * @param topP only the likeliest tokens that together reach this probability; 1 = all
 * @param random where the randomness comes from
 * @param startToken what the first token follows; empty = what the network was trained with
 */
public record Sampling(
    float guidance,
    float temperature,
    int topK,
    float topP,
    RandomSource random,
    OptionalInt startToken) {
  /** What min-dalle begins with since version 0.4.11; the networks were trained with 16384. */
  public static final int MIN_DALLE_START_TOKEN = 16_383;

  /** With noise of each picture's own. */
  public Sampling(float guidance, float temperature, int topK, float topP) {
    this(guidance, temperature, topK, topP, RandomSource.GUMBEL, OptionalInt.empty());
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

  /** Where the tokens come from, for people, if it is not the usual way. */
  public Optional<String> unusualSource() {
    String start = startToken.isPresent() ? " from token " + startToken.getAsInt() : "";
    return random == RandomSource.GUMBEL && start.isEmpty()
        ? Optional.empty()
        : Optional.of(random + start);
  }

  private static void require(boolean allowed, String name, Object value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(
          name + ": " + value + " is not allowed; give " + range + ".");
    }
  }
}
