package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import org.vitrail.inference.model.DrawOptions.Tokens;

/** Draws one image token from logits; knows nothing of networks. Reuses its buffers: one thread. */
final class TokenSampler {
  private final float[] guided;
  private final float[] sorted;

  TokenSampler(int vocabularySize) {
    guided = new float[vocabularySize];
    sorted = new float[vocabularySize];
  }

  /**
   * Super-conditioning: {@code u + guidance · (c − u)}. The result is valid until the next call.
   *
   * @param logits of many rows
   * @param conditional where the logits with the prompt begin
   * @param unconditional where those without it begin
   */
  float[] guide(float[] logits, int conditional, int unconditional, float guidance) {
    for (int token = 0; token < guided.length; token++) {
      float u = logits[unconditional + token];
      guided[token] = u + guidance * (logits[conditional + token] - u);
    }
    return guided;
  }

  /** Draws a token from guided logits. */
  int draw(float[] logits, Tokens sampling, GumbelNoise noise, int position) {
    if (sampling.temperature() == 0) {
      return likeliest(logits);
    }
    float threshold = threshold(logits, sampling);
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] >= threshold) {
        // In double, a tiny temperature does not overflow.
        double score = logits[token] / (double) sampling.temperature() + noise.at(position, token);
        if (score > bestScore) {
          best = token;
          bestScore = score;
        }
      }
    }
    return usable(best);
  }

  private static int likeliest(float[] logits) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] > highest) {
        best = token;
        highest = logits[token];
      }
    }
    return usable(best);
  }

  /** The token itself, or the error that there was none to draw. */
  static int usable(int token) {
    if (token < 0) {
      throw new IllegalStateException(
          "The network gave no usable logits (not a number). Check the model's files, or choose"
              + " precision f32.");
    }
    return token;
  }

  /** The lowest logit that may still be drawn; equal ones all may, as in min-dalle. */
  private float threshold(float[] logits, Tokens sampling) {
    int topK = sampling.topK();
    boolean allTokens = topK == 0 || topK >= logits.length;
    if (allTokens && sampling.topP() == 1) {
      return Float.NEGATIVE_INFINITY;
    }
    System.arraycopy(logits, 0, sorted, 0, logits.length);
    if (!Selection.isNumber(sorted)) {
      return Float.NaN;
    }
    int kept = allTokens ? sorted.length : topK;
    float least = Selection.largest(sorted, kept);
    if (sampling.topP() == 1) {
      return least;
    }
    Arrays.sort(sorted, sorted.length - kept, sorted.length);
    return sorted[nucleus(sorted.length - kept, sampling.topP(), sampling.temperature())];
  }

  /** Index of the least likely token of the nucleus (Holtzman et al. 2020, arXiv:1904.09751). */
  private int nucleus(int lowest, float topP, float temperature) {
    float highest = sorted[sorted.length - 1];
    double total = 0;
    for (int i = lowest; i < sorted.length; i++) {
      total += Math.exp((sorted[i] - highest) / temperature);
    }
    double mass = 0;
    int i = sorted.length;
    while (i > lowest && mass < topP * total) {
      i--;
      mass += Math.exp((sorted[i] - highest) / temperature);
    }
    return i;
  }
}
