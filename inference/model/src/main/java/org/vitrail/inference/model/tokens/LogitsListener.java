package org.vitrail.inference.model.tokens;

/** Sees the logits that tokens are drawn from, for comparing with a reference. */
@FunctionalInterface
public interface LogitsListener {
  /**
   * Called for every picture before each drawn token.
   *
   * @param requestId of the request
   * @param imageIndex of the picture in its request
   * @param cell of the token, row by row from the top
   * @param logits after guidance; valid during the call only
   */
  void logits(String requestId, int imageIndex, int cell, float[] logits);
}
