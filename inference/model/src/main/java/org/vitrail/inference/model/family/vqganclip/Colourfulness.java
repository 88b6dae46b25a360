package org.vitrail.inference.model.family.vqganclip;

import org.vitrail.inference.model.image.Pixels;

/**
 * How colourful a picture is: how far the largest of red, green and blue is above the smallest, 0
 * to 255, the mean of all pixels.
 */
final class Colourfulness {
  private static final double RED = .299;
  private static final double GREEN = .587;
  private static final double BLUE = .114;

  private Colourfulness() {}

  static float of(Pixels picture) {
    byte[] rgb = picture.rgb();
    long sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int red = rgb[i] & 255;
      int green = rgb[i + 1] & 255;
      int blue = rgb[i + 2] & 255;
      sum += Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    }
    return (float) (3.0 * sum / rgb.length);
  }

  /** The picture, nearer to its own greys by as much as it is more colourful than allowed. */
  static Pixels atMost(float most, Pixels picture) {
    float now = of(picture);
    if (now <= most) {
      return picture;
    }
    double kept = most / now;
    byte[] rgb = picture.rgb();
    byte[] held = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      double grey = RED * (rgb[i] & 255) + GREEN * (rgb[i + 1] & 255) + BLUE * (rgb[i + 2] & 255);
      for (int j = i; j < i + 3; j++) {
        held[j] = (byte) Math.round(grey + kept * ((rgb[j] & 255) - grey));
      }
    }
    return new Pixels(picture.width(), picture.height(), held);
  }
}
