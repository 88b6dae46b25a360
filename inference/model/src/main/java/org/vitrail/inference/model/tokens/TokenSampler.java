package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import org.vitrail.inference.model.DrawOptions.Tokens;

/** Draws one image token from logits; knows nothing of networks. Reuses its buffers: one thread. */
final class TokenSampler {
  private static final Cut NONE = new Cut(Float.NEGATIVE_INFINITY, Integer.MAX_VALUE);

  private final CandidateRule rule;
  private final float[] guided;
  private final float[] sorted;

  /** What is left to draw from: all logits above a threshold, and of those equal to it so many. */
  private record Cut(float threshold, int equals) {}

  TokenSampler(int vocabularySize, CandidateRule rule) {
    this.rule = rule;
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

  /** The natural logarithm of how probable a token is by these logits. */
  static float likelihood(float[] logits, int token) {
    float highest = logits[token];
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - highest);
    }
    return (float) (logits[token] - highest - Math.log(sum));
  }

  /** Draws a token from guided logits. */
  int draw(float[] logits, Tokens sampling, GumbelNoise noise, int position) {
    if (sampling.temperature() == 0) {
      return likeliest(logits);
    }
    Cut cut = cut(logits, sampling);
    int equals = 0;
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int token = 0; token < logits.length; token++) {
      equals += logits[token] == cut.threshold() ? 1 : 0;
      if (logits[token] > cut.threshold()
          || logits[token] == cut.threshold() && equals <= cut.equals()) {
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

  private Cut cut(float[] logits, Tokens sampling) {
    int topK = sampling.topK();
    boolean allTokens = topK == 0 || topK >= logits.length;
    if (allTokens && sampling.topP() == 1) {
      return NONE;
    }
    System.arraycopy(logits, 0, sorted, 0, logits.length);
    if (!Selection.isNumber(sorted)) {
      return new Cut(Float.NaN, 0);
    }
    int kept = allTokens ? sorted.length : topK;
    float least = Selection.largest(sorted, kept);
    if (sampling.topP() == 1) {
      return new Cut(least, Integer.MAX_VALUE);
    }
    Arrays.sort(sorted, sorted.length - kept, sorted.length);
    if (rule == CandidateRule.RANKS) {
      return ranked(
          kept, count(logits, 0, least) - count(sorted, sorted.length - kept, least), sampling);
    }
    int last = nucleus(sorted.length - kept, sampling.topP(), sampling.temperature());
    return new Cut(sorted[last], Integer.MAX_VALUE);
  }

  private static int count(float[] values, int from, float value) {
    int count = 0;
    for (int i = from; i < values.length; i++) {
      count += values[i] == value ? 1 : 0;
    }
    return count;
  }

  /**
   * The nucleus among the k likeliest, which are sorted, and those as likely as the k-th.
   *
   * @param more how many those are
   */
  private Cut ranked(int kept, int more, Tokens sampling) {
    int lowest = sorted.length - kept;
    double total = more * weight(lowest, sampling.temperature());
    for (int i = lowest; i < sorted.length; i++) {
      total += weight(i, sampling.temperature());
    }
    double before = 0;
    int rank = 0;
    while (rank < kept + more && before <= sampling.topP() * total) {
      before += weight(Math.max(lowest, sorted.length - 1 - rank), sampling.temperature());
      rank++;
    }
    float threshold = sorted[Math.max(lowest, sorted.length - rank)];
    int above = 0;
    while (sorted[sorted.length - 1 - above] > threshold) {
      above++;
    }
    return new Cut(threshold, rank - above);
  }

  private double weight(int i, float temperature) {
    return Math.exp((sorted[i] - sorted[sorted.length - 1]) / temperature);
  }

  /** Index of the least likely token of the nucleus (Holtzman et al. 2020, arXiv:1904.09751). */
  private int nucleus(int lowest, float topP, float temperature) {
    double total = 0;
    for (int i = lowest; i < sorted.length; i++) {
      total += weight(i, temperature);
    }
    double mass = 0;
    int i = sorted.length;
    while (i > lowest && mass < topP * total) {
      i--;
      mass += weight(i, temperature);
    }
    return i;
  }
}
