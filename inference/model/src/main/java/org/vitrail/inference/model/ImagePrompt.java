package org.vitrail.inference.model;

import org.vitrail.inference.model.image.Pixels;

/**
 * A picture towards which pictures are drawn, as towards a text.
 *
 * @param pixels of any size
 * @param weight against that of the other prompts; below 0 for a picture to get away from
 * @param stop the distance at which it is near enough; {@code -Infinity} for never
 */
public record ImagePrompt(Pixels pixels, float weight, float stop) {
  /** One that is never near enough. */
  public ImagePrompt(Pixels pixels, float weight) {
    this(pixels, weight, Float.NEGATIVE_INFINITY);
  }

  public ImagePrompt {
    if (!Float.isFinite(weight) || weight == 0) {
      throw new IllegalArgumentException(
          "weight: " + weight + " is not allowed; give a number that is not 0.");
    }
  }
}
