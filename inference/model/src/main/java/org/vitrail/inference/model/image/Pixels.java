package org.vitrail.inference.model.image;

import java.awt.image.BufferedImage;
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

  /** Those of an opaque image, row by row, so that no second copy of it is made. */
  public static Pixels of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[width * height * 3];
    int[] row = new int[width];
    for (int y = 0, at = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int color : row) {
        rgb[at++] = (byte) (color >> 16);
        rgb[at++] = (byte) (color >> 8);
        rgb[at++] = (byte) color;
      }
    }
    return new Pixels(width, height, rgb);
  }

  /**
   * A copy of a part that lies within it.
   *
   * @param left pixels from the left
   * @param top pixels from the top
   */
  public Pixels part(int left, int top, int partWidth, int partHeight) {
    byte[] part = new byte[partWidth * partHeight * 3];
    for (int y = 0; y < partHeight; y++) {
      System.arraycopy(rgb, ((top + y) * width + left) * 3, part, y * partWidth * 3, partWidth * 3);
    }
    return new Pixels(partWidth, partHeight, part);
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
