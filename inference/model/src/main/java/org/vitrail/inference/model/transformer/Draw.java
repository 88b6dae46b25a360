package org.vitrail.inference.model.transformer;

import org.vitrail.inference.model.DrawOptions.Tokens;

/**
 * The next token of one picture is due.
 *
 * @param image of the drawing
 * @param conditionalRow of the logits with the prompt
 * @param unconditionalRow of those without it
 */
record Draw(Drawing drawing, int image, int conditionalRow, int unconditionalRow) {
  Tokens sampling() {
    return drawing.request().sampling();
  }

  GumbelNoise noise() {
    return drawing.noise(image);
  }

  int position() {
    return drawing.position();
  }
}
