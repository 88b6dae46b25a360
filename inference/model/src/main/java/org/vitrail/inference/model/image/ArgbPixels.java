package org.vitrail.inference.model.image;

import java.util.Arrays;

/**
 * One picture of which parts may be transparent.
 *
 * @param width pixels
 * @param height pixels
 * @param argb {@code height * width} numbers: rows from the top, of each pixel alpha, red, green
 *     and blue in eight bits each, the highest first; colours are not multiplied by alpha
 */
public record ArgbPixels(int width, int height, int[] argb) {
  public ArgbPixels {
    if (width < 1 || height < 1 || argb.length != (long) width * height) {
      throw new IllegalArgumentException(
          "A picture of %d×%d cannot have %d pixels.".formatted(width, height, argb.length));
    }
  }

  /** How opaque a pixel is, 0 to 255. */
  public int alpha(int x, int y) {
    return argb[y * width + x] >>> 24;
  }

  /** The picture in front of a colour. */
  public Pixels on(int rgb) {
    byte[] opaque = new byte[3 * argb.length];
    for (int i = 0, at = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int front = argb[i] >> shift & 255;
        int behind = rgb >> shift & 255;
        opaque[at++] = (byte) ((front * alpha + behind * (255 - alpha) + 127) / 255);
      }
    }
    return new Pixels(width, height, opaque);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArgbPixels that
        && width == that.width
        && height == that.height
        && Arrays.equals(argb, that.argb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(argb);
  }

  @Override
  public String toString() {
    return "ArgbPixels[" + width + "×" + height + "]";
  }
}
