package org.vitrail.inference.model.sticker;

import org.vitrail.inference.model.image.ArgbPixels;

/**
 * Brings a thing to the size of a sticker with a little air around it. Pixels are averaged with
 * their alpha, so that transparent ones lend no colour, and by a kernel that stays sharp (Keys,
 * Cubic convolution interpolation for digital image processing, 1981).
 */
final class StickerCanvas {
  /** What Telegram wants of the longer side. */
  static final int SIDE = 512;

  private static final int AIR = 8;
  private static final double KEYS = -.5;

  /** Alpha, red, green and blue. */
  private static final int CHANNELS = 4;

  private StickerCanvas() {}

  /** What is not transparent in a picture, on a canvas whose longer side is {@link #SIDE}. */
  static ArgbPixels fit(ArgbPixels picture) {
    int left = picture.width();
    int right = 0;
    int top = picture.height();
    int bottom = 0;
    for (int at = 0; at < picture.argb().length; at++) {
      if (picture.argb()[at] != 0) {
        left = Math.min(left, at % picture.width());
        right = Math.max(right, at % picture.width() + 1);
        top = Math.min(top, at / picture.width());
        bottom = Math.max(bottom, at / picture.width() + 1);
      }
    }
    int width = right - left;
    int height = bottom - top;
    double scale = (double) (SIDE - 2 * AIR) / Math.max(width, height);
    int columns = side(width, scale);
    int rows = side(height, scale);
    double[][] wide = new double[picture.height()][];
    double[][] across = weights(left, width, scale, columns, picture.width());
    for (int y = 0; y < picture.height(); y++) {
      wide[y] = row(picture, y, across);
    }
    double[][] down = weights(top, height, scale, rows, picture.height());
    int[] argb = new int[columns * rows];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        argb[y * columns + x] = pixel(wide, down[y], x);
      }
    }
    return new ArgbPixels(columns, rows, argb);
  }

  private static int side(int pixels, double scale) {
    return Math.min(SIDE, (int) Math.round(pixels * scale) + 2 * AIR);
  }

  /** How much each new pixel has of each old one: the first of these, and their weights. */
  private static double[][] weights(int from, int length, double scale, int count, int all) {
    double[][] weights = new double[count][];
    double reach = 2 * Math.max(1, 1 / scale);
    double begin = from + length / 2. - count / 2. / scale;
    for (int i = 0; i < count; i++) {
      double center = begin + (i + .5) / scale - .5;
      int first = (int) Math.ceil(center - reach);
      int last = (int) Math.floor(center + reach);
      double[] row = new double[last - first + 2];
      row[0] = first;
      double sum = 0;
      for (int at = first; at <= last; at++) {
        row[at - first + 1] = kernel((at - center) * 2 / reach);
        sum += row[at - first + 1];
      }
      for (int at = 1; at < row.length; at++) {
        boolean isInside = first + at - 1 >= 0 && first + at - 1 < all;
        row[at] = isInside ? row[at] / sum : 0;
      }
      weights[i] = row;
    }
    return weights;
  }

  private static double kernel(double x) {
    double far = Math.abs(x);
    if (far < 1) {
      return (KEYS + 2) * far * far * far - (KEYS + 3) * far * far + 1;
    }
    return far < 2 ? KEYS * (far * far * far - 5 * far * far + 8 * far - 4) : 0;
  }

  /** A row of the picture at its new width; colours times alpha. */
  private static double[] row(ArgbPixels picture, int y, double[][] weights) {
    double[] row = new double[CHANNELS * weights.length];
    for (int x = 0; x < weights.length; x++) {
      double[] weight = weights[x];
      for (int i = 1; i < weight.length; i++) {
        int at = (int) weight[0] + i - 1;
        if (weight[i] != 0) {
          int pixel = picture.argb()[y * picture.width() + at];
          double alpha = weight[i] * (pixel >>> 24);
          row[CHANNELS * x] += alpha;
          for (int channel = 1; channel < CHANNELS; channel++) {
            row[CHANNELS * x + channel] += alpha * (pixel >> 24 - 8 * channel & 255);
          }
        }
      }
    }
    return row;
  }

  private static int pixel(double[][] rows, double[] weights, int x) {
    double[] sums = new double[CHANNELS];
    for (int i = 1; i < weights.length; i++) {
      if (weights[i] != 0) {
        double[] row = rows[(int) weights[0] + i - 1];
        for (int channel = 0; channel < CHANNELS; channel++) {
          sums[channel] += weights[i] * row[CHANNELS * x + channel];
        }
      }
    }
    int alpha = byteOf(sums[0]);
    int pixel = alpha << 24;
    for (int channel = 1; channel < CHANNELS; channel++) {
      pixel |= byteOf(sums[channel] / Math.max(sums[0], 1)) << 24 - 8 * channel;
    }
    return alpha == 0 ? 0 : pixel;
  }

  private static int byteOf(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
