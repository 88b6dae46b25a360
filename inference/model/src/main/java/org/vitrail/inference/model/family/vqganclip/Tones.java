package org.vitrail.inference.model.family.vqganclip;

import org.vitrail.inference.model.image.Pixels;

/**
 * How strong the tones of a picture are.
 *
 * @param colour how far the largest of red, green and blue is above the smallest, 0 to 255, the
 *     mean of all pixels
 * @param contrast standard deviation of how bright the pixels are, 0 to 127.5
 */
record Tones(float colour, float contrast) {
  /** Of everyday photographs. */
  static final Tones ORDINARY = new Tones(48, 55);

  private static final double RED = .299;
  private static final double GREEN = .587;
  private static final double BLUE = .114;

  static Tones of(Pixels picture) {
    byte[] rgb = picture.rgb();
    int count = rgb.length / 3;
    double mean = brightness(picture);
    double colour = 0;
    double squares = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int red = rgb[i] & 255;
      int green = rgb[i + 1] & 255;
      int blue = rgb[i + 2] & 255;
      colour += Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
      double away = grey(rgb, i) - mean;
      squares += away * away;
    }
    return new Tones((float) (colour / count), (float) Math.sqrt(squares / count));
  }

  /** Of each tone what is stronger. */
  Tones or(Tones other) {
    return new Tones(Math.max(colour, other.colour), Math.max(contrast, other.contrast));
  }

  /** The picture, with what is stronger than here made as strong as here; its brightness stays. */
  Pixels hold(Pixels picture) {
    Tones now = of(picture);
    if (now.colour <= colour && now.contrast <= contrast) {
      return picture;
    }
    double ofColour = Math.min(1, colour / now.colour);
    double ofContrast = Math.min(1, contrast / now.contrast);
    double mean = brightness(picture);
    byte[] rgb = picture.rgb();
    byte[] held = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      double grey = grey(rgb, i);
      double heldGrey = mean + ofContrast * (grey - mean);
      for (int j = i; j < i + 3; j++) {
        double value = heldGrey + ofColour * ((rgb[j] & 255) - grey);
        held[j] = (byte) Math.round(Math.max(0, Math.min(255, value)));
      }
    }
    return new Pixels(picture.width(), picture.height(), held);
  }

  private static double brightness(Pixels picture) {
    byte[] rgb = picture.rgb();
    double sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += grey(rgb, i);
    }
    return 3 * sum / rgb.length;
  }

  private static double grey(byte[] rgb, int at) {
    return RED * (rgb[at] & 255) + GREEN * (rgb[at + 1] & 255) + BLUE * (rgb[at + 2] & 255);
  }
}
