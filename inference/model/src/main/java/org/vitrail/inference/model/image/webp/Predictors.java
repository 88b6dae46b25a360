package org.vitrail.inference.model.image.webp;

/**
 * What a pixel is guessed to be from its neighbours: the fourteen predictors of the WebP Lossless
 * Bitstream Specification, 4.1.
 */
final class Predictors {
  static final int COUNT = 14;
  static final int BLACK = 0xff000000;

  private Predictors() {}

  /**
   * @param left and the others: the neighbours, of which {@code corner} is above and to the left
   */
  static int predict(int mode, int left, int top, int right, int corner) {
    return switch (mode) {
      case 0 -> BLACK;
      case 1 -> left;
      case 2 -> top;
      case 3 -> right;
      case 4 -> corner;
      case 5 -> average(average(left, right), top);
      case 6 -> average(left, corner);
      case 7 -> average(left, top);
      case 8 -> average(corner, top);
      case 9 -> average(top, right);
      case 10 -> average(average(left, corner), average(top, right));
      case 11 -> select(left, top, corner);
      case 12 -> addSubtract(left, top, corner);
      case 13 -> addHalf(average(left, top), corner);
      default -> throw new IllegalArgumentException("There is no predictor " + mode + ".");
    };
  }

  /** Channel by channel, modulo 256. */
  static int subtract(int one, int other) {
    int alphaGreen = 0x00ff00ff + (one & 0xff00ff00) - (other & 0xff00ff00);
    int redBlue = 0xff00ff00 + (one & 0x00ff00ff) - (other & 0x00ff00ff);
    return alphaGreen & 0xff00ff00 | redBlue & 0x00ff00ff;
  }

  private static int average(int one, int other) {
    return (one & other) + (((one ^ other) & 0xfefefefe) >>> 1);
  }

  private static int select(int left, int top, int corner) {
    int toLeft = 0;
    int toTop = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      int guess = at(left, shift) + at(top, shift) - at(corner, shift);
      toLeft += Math.abs(guess - at(left, shift));
      toTop += Math.abs(guess - at(top, shift));
    }
    return toLeft < toTop ? left : top;
  }

  private static int addSubtract(int left, int top, int corner) {
    int sum = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      sum |= clamp(at(left, shift) + at(top, shift) - at(corner, shift)) << shift;
    }
    return sum;
  }

  private static int addHalf(int average, int corner) {
    int sum = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      int base = at(average, shift);
      sum |= clamp(base + (base - at(corner, shift)) / 2) << shift;
    }
    return sum;
  }

  private static int at(int pixel, int shift) {
    return pixel >>> shift & 255;
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
