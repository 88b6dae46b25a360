package org.vitrail.bot.initimage.format;

import java.util.Arrays;

/**
 * The middle square of a picture, over white, at 512 pixels a side or fewer: each pixel that comes
 * in is added to those that its area falls on, so pixels may come in any order and no more is kept
 * than the square itself.
 */
public final class MiddleSquare {
  private static final int MAX_SIDE = 512;
  private static final int WHITE = 255;

  private final int left;
  private final int top;
  private final int side;
  private final int outSide;
  private final double scale;

  /** Red, green and blue: what lacks of white, weighted by the area. What never came is white. */
  private final float[] lack;

  /** Of a picture of that size. */
  public MiddleSquare(int width, int height) {
    side = Math.min(width, height);
    left = (width - side) / 2;
    top = (height - side) / 2;
    outSide = Math.min(MAX_SIDE, side);
    scale = (double) outSide / side;
    lack = new float[3 * outSide * outSide];
  }

  int left() {
    return left;
  }

  int top() {
    return top;
  }

  /** Of the square in the picture, in pixels. */
  int side() {
    return side;
  }

  /**
   * How many pixels apart a decoder may take one, if it cannot average: still two to each side of a
   * pixel of the square.
   */
  int coarseStep() {
    return Math.max(1, side / (2 * MAX_SIDE));
  }

  /** Whether any of a row's pixels are in the square. */
  boolean hasRow(int y) {
    return y >= top && y < top + side;
  }

  /**
   * Adds pixels of one row; those outside the square are left out.
   *
   * @param argb not premultiplied
   * @param x of the first
   * @param apart from one to the next
   * @param y of the row
   * @param size each stands for so many pixels to the right and below
   */
  void add(int[] argb, int count, int x, int apart, int y, int size) {
    double y0 = (Math.max(y, top) - top) * scale;
    double y1 = (Math.min(y + size, top + side) - top) * scale;
    if (y1 <= y0) {
      return;
    }
    int row = (int) y0;
    double here = Math.min(y1, row + 1) - y0;
    double below = row + 1 < outSide ? y1 - y0 - here : 0;
    for (int i = 0; i < count; i++) {
      int from = Math.max(x + i * apart, left);
      int to = Math.min(x + i * apart + size, left + side);
      if (from < to) {
        double x0 = (from - left) * scale;
        double x1 = (to - left) * scale;
        int column = (int) x0;
        double first = Math.min(x1, column + 1) - x0;
        double second = column + 1 < outSide ? x1 - x0 - first : 0;
        int at = 3 * (row * outSide + column);
        add(at, argb[i], first * here);
        if (second > 0) {
          add(at + 3, argb[i], second * here);
        }
        if (below > 0) {
          add(at + 3 * outSide, argb[i], first * below);
          if (second > 0) {
            add(at + 3 * outSide + 3, argb[i], second * below);
          }
        }
      }
    }
  }

  private void add(int at, int argb, double area) {
    float weight = (float) (area * (argb >>> 24) / WHITE);
    lack[at] += weight * (WHITE - (argb >> 16 & 0xff));
    lack[at + 1] += weight * (WHITE - (argb >> 8 & 0xff));
    lack[at + 2] += weight * (WHITE - (argb & 0xff));
  }

  /** Side of {@link #rgb()}, in pixels. */
  public int outSide() {
    return outSide;
  }

  /** The square row by row, 0xRRGGBB. */
  public int[] rgb() {
    int[] rgb = new int[outSide * outSide];
    Arrays.setAll(
        rgb, i -> value(lack[3 * i]) << 16 | value(lack[3 * i + 1]) << 8 | value(lack[3 * i + 2]));
    return rgb;
  }

  private static int value(float lack) {
    return Math.max(0, Math.min(WHITE, Math.round(WHITE - lack)));
  }
}
