package org.vitrail.inference.model.sticker;

import org.vitrail.inference.model.image.ArgbPixels;

/**
 * Evens out the steps that an edge takes over from the coarse cells of a small picture. Each pixel
 * becomes at most as opaque as its surroundings are on average, with more contrast, so that the
 * edge stays where it is and as narrow as before; none becomes more opaque, as the colour behind a
 * transparent one is unknown.
 */
final class EdgeSmoothing {
  /** Two means over five pixels are nearly a Gaussian of two. */
  private static final int REACH = 2;

  private static final float TRANSPARENT = .3f;
  private static final float OPAQUE = .7f;

  private EdgeSmoothing() {}

  /** The same picture with a smoother edge. */
  static ArgbPixels of(ArgbPixels picture) {
    int width = picture.width();
    int height = picture.height();
    float[] around = new float[width * height];
    for (int at = 0; at < around.length; at++) {
      around[at] = (picture.argb()[at] >>> 24) / 255f;
    }
    for (int pass = 0; pass < 2; pass++) {
      around = means(around, width, 1, height, width);
      around = means(around, height, width, width, 1);
    }
    int[] argb = picture.argb().clone();
    for (int at = 0; at < argb.length; at++) {
      float share = Math.max(0, (around[at] - TRANSPARENT) / (OPAQUE - TRANSPARENT));
      int alpha = Math.min(argb[at] >>> 24, Math.round(255 * Math.min(1, share)));
      argb[at] = alpha == 0 ? 0 : alpha << 24 | argb[at] & 0xffffff;
    }
    return new ArgbPixels(width, height, argb);
  }

  /**
   * Means along lines; beyond a line's ends its last values go on, so that what a picture's border
   * cuts off stays whole.
   *
   * @param length of a line
   * @param step from one value of a line to the next
   * @param lineStep from one line to the next
   */
  private static float[] means(float[] values, int length, int step, int lines, int lineStep) {
    float[] means = new float[values.length];
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < length; i++) {
        float sum = 0;
        for (int j = i - REACH; j <= i + REACH; j++) {
          sum += values[line * lineStep + Math.min(length - 1, Math.max(0, j)) * step];
        }
        means[line * lineStep + i * step] = sum / (2 * REACH + 1);
      }
    }
    return means;
  }
}
