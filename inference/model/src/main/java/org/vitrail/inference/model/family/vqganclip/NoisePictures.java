package org.vitrail.inference.model.family.vqganclip;

import org.vitrail.inference.model.Descent.InitNoise;
import org.vitrail.inference.model.image.Pixels;

/**
 * Pictures to begin with that show nothing, as nerdyrodent's program has them ({@code
 * random_noise_image} and {@code random_gradient_image} of its {@code generate.py}).
 */
final class NoisePictures {
  private static final int BRIGHTEST = 255;
  private static final int BRIGHTEST_BLUE = 128;

  private NoisePictures() {}

  static Pixels draw(InitNoise noise, int width, int height, Draws draws) {
    return noise == InitNoise.PIXELS
        ? pixels(width, height, draws)
        : gradient(
            width,
            height,
            draws.below(BRIGHTEST),
            new int[] {
              1 + draws.below(BRIGHTEST - 1),
              2 + draws.below(BRIGHTEST - 2),
              3 + draws.below(BRIGHTEST_BLUE - 3)
            });
  }

  private static Pixels pixels(int width, int height, Draws draws) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) draws.below(BRIGHTEST);
    }
    return new Pixels(width, height, rgb);
  }

  /**
   * Red rises from the left, green and blue from the top.
   *
   * @param firstBlue at the top; red and green begin with none
   * @param last red, green and blue at the other edge
   */
  static Pixels gradient(int width, int height, int firstBlue, int[] last) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[at++] = (byte) between(0, last[0], x, width);
        rgb[at++] = (byte) between(0, last[1], y, height);
        rgb[at++] = (byte) between(firstBlue, last[2], y, height);
      }
    }
    return new Pixels(width, height, rgb);
  }

  private static int between(int first, int last, int at, int count) {
    double step = (double) (last - first) / Math.max(1, count - 1);
    return at == count - 1 ? last : (int) (first + at * step);
  }
}
