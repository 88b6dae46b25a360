package org.vitrail.inference.model.tokens;

import java.util.Collections;
import java.util.List;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.Pixels;

/** What a family adds to a batch of tokens: what a request means, and how tokens look. */
public interface TokenModel {
  /**
   * Reads a request.
   *
   * @throws org.vitrail.inference.model.CannotBeginException if it cannot begin as it asks to
   * @throws IllegalArgumentException if the model cannot draw with its options
   */
  TokenPrompt prompt(Request request);

  /** What each of a request's pictures is drawn as. */
  default List<String> captions(Request request) {
    return Collections.nCopies(request.imageCount(), request.prompt());
  }

  /** Whether account is to be taken of how likely drawn tokens were: {@code Drawn.likelihoods}. */
  default boolean weighsTokens() {
    return false;
  }

  /** Which tokens top-k and top-p leave to draw from. */
  default CandidateRule candidates() {
    return CandidateRule.EQUALS;
  }

  /**
   * Pictures of whole grids, row by row from the top.
   *
   * @param columns tokens of a row
   */
  List<Pixels> decode(int[][] tokens, int columns);
}
