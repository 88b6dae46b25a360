package org.vitrail.inference.model.family.rudalle;

/** The perplexity of a picture from the logits of one pass over all of it. */
final class Perplexities {
  private Perplexities() {}

  /**
   * The mean over all tokens but the first.
   *
   * @param logits (position, code), those of the text, then of the tokens up to the last but one
   */
  static float of(float[] logits, int codes, long[] tokens) {
    double sum = 0;
    for (int cell = 1; cell < tokens.length; cell++) {
      sum += at(logits, codes, tokens, cell);
    }
    return (float) (sum / (tokens.length - 1));
  }

  /** That of one token. */
  static double at(float[] logits, int codes, long[] tokens, int cell) {
    int text = logits.length / codes - (tokens.length - 1);
    int row = (text + cell - 1) * codes;
    double total = 0;
    for (int code = 0; code < codes; code++) {
      total += Math.exp(logits[row + code]);
    }
    return total / Math.exp(logits[row + (int) tokens[cell]]);
  }
}
