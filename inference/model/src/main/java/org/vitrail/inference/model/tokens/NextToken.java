package org.vitrail.inference.model.tokens;

import org.vitrail.inference.model.DrawOptions.Tokens;

/**
 * The next token of one picture is due.
 *
 * @param image of the sequence
 * @param conditionalRow of the logits with the prompt
 * @param unconditionalRow of those without it; the same row where there is no guidance
 */
record NextToken(TokenSequence sequence, int image, int conditionalRow, int unconditionalRow) {
  Tokens options() {
    return sequence.options();
  }

  GumbelNoise noise() {
    return sequence.noise(image);
  }

  /** Its cell in the whole picture. */
  int cell() {
    return sequence.cell();
  }
}
