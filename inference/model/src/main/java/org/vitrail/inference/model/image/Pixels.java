package org.vitrail.inference.model.image;

import java.util.Arrays;

/**
 * One RGB picture.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb {@code height * width * 3} bytes: rows from the top, red, green, blue
 */
public record Pixels(int width, int height, byte[] rgb) {
  public Pixels {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "A picture of " + width + "×" + height + " has no pixels.");
    }
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "A picture of "
              + width
              + "×"
              + height
              + " needs "
              + 3L * width * height
              + " bytes, not "
              + rgb.length
              + ".");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pixels that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "Pixels[" + width + "×" + height + "]";
  }
}
