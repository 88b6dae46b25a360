package org.vitrail.inference.model.tokens;

import org.vitrail.inference.model.DrawOptions.Tokens;

/**
 * Draws the tokens that min-dalle draws for a seed on a processor: PyTorch's {@code manual_seed}
 * and {@code multinomial}, step by step and in its 32-bit arithmetic. Its one generator serves all
 * pictures of a request in turn, so a picture depends on the pictures before it in the request, but
 * on no other request.
 *
 * <p>{@code multinomial} of one draw is a race: each token's weight is divided by an exponential
 * random number, and the largest wins. Every token takes two words of the generator, also those
 * that cannot win.
 */
final class TorchCpuSampler {
  private final MersenneTwister random;
  private final float[] weights;
  private final float[] scratch;

  TorchCpuSampler(long seed, int vocabularySize) {
    // Like torch.manual_seed, whose generator keeps the low 32 bits.
    random = new MersenneTwister((int) seed);
    weights = new float[vocabularySize];
    scratch = new float[vocabularySize];
  }

  /**
   * Draws a token.
   *
   * @param logits of many rows
   * @param conditional where the logits with the prompt begin
   * @param unconditional where those without it begin
   * @return −1 if a logit is not a number
   */
  int draw(float[] logits, int conditional, int unconditional, Tokens sampling) {
    float with = sampling.guidance();
    float without = 1 - with;
    for (int token = 0; token < weights.length; token++) {
      weights[token] = logits[unconditional + token] * without + logits[conditional + token] * with;
    }
    return race(sampling);
  }

  private int race(Tokens sampling) {
    System.arraycopy(weights, 0, scratch, 0, weights.length);
    if (!Selection.isNumber(scratch)) {
      return -1;
    }
    int topK = sampling.topK() == 0 ? weights.length : Math.min(sampling.topK(), weights.length);
    float threshold = Selection.largest(scratch, topK);
    float highest = Float.NEGATIVE_INFINITY;
    for (float weight : weights) {
      highest = Math.max(highest, weight);
    }
    int best = 0;
    float bestRatio = -1;
    for (int token = 0; token < weights.length; token++) {
      double uniform = random.uniform();
      if (weights[token] >= threshold) {
        float weight = (float) Math.exp((weights[token] - highest) / sampling.temperature());
        float exponential = (float) -StrictMath.log1p(-uniform);
        float ratio = weight / exponential;
        if (ratio > bestRatio) {
          best = token;
          bestRatio = ratio;
        }
      }
    }
    return best;
  }
}
