package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import org.vitrail.inference.model.Descent.Zoom;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.image.LanczosScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Moves a picture and reads it again, as nerdyrodent's program does for a zoom film ({@code
 * zoom_at} of its {@code generate.py}).
 */
final class PictureMover {
  private final TensorEngine engine;
  private final DifferentiableCodec codec;
  private final Objective objective;

  PictureMover(TensorEngine engine, DifferentiableCodec codec, Objective objective) {
    this.engine = engine;
    this.codec = codec;
    this.objective = objective;
  }

  /** The picture of the codes nearest to points (channel, y, x). */
  Pixels picture(float[] points, int columns) {
    return codec.decode(new int[][] {objective.nearest(points, columns)}, columns).get(0);
  }

  /** The codes (channel, y, x) of a picture of whole tokens. */
  float[] points(Pixels picture) {
    int[] tokens = codec.encode(List.of(picture))[0];
    return points(tokens, picture.width() / codec.pixelsPerToken());
  }

  /** The codes (channel, y, x) of tokens. */
  float[] points(int[] tokens, int columns) {
    try (TensorScope scope = engine.open()) {
      return codec.codes(scope, tokens, columns).floats();
    }
  }

  /** A picture of the same size; what lies beyond its edges is black. */
  static Pixels moved(Pixels picture, Zoom zoom) {
    return shifted(zoomed(picture, zoom.scale()), zoom.right(), zoom.down());
  }

  /** The middle of the picture, or the picture in the middle, with whole pixels at the edges. */
  private static Pixels zoomed(Pixels picture, float scale) {
    if (scale == 1) {
      return picture;
    }
    int width = picture.width();
    int height = picture.height();
    int left = edge(width, -1, scale);
    int top = edge(height, -1, scale);
    int across = edge(width, 1, scale) - left;
    int down = edge(height, 1, scale) - top;
    byte[] rgb = new byte[3 * across * down];
    for (int y = Math.max(0, top); y < Math.min(height, top + down); y++) {
      int from = Math.max(0, left);
      int to = Math.min(width, left + across);
      System.arraycopy(
          picture.rgb(),
          3 * (y * width + from),
          rgb,
          3 * ((y - top) * across + from - left),
          3 * (to - from));
    }
    return LanczosScaler.scale(new Pixels(across, down, rgb), width, height);
  }

  private static int edge(int length, int side, double scale) {
    return (int) Math.rint(length / 2.0 + side * length / (scale * 2));
  }

  /** What leaves at one edge comes in at the other. */
  private static Pixels shifted(Pixels picture, int right, int down) {
    int width = picture.width();
    int height = picture.height();
    byte[] rgb = new byte[picture.rgb().length];
    for (int y = 0; y < height; y++) {
      int to = 3 * Math.floorMod(y + down, height) * width;
      int turn = 3 * Math.floorMod(right, width);
      int row = 3 * width;
      System.arraycopy(picture.rgb(), y * row, rgb, to + turn, row - turn);
      System.arraycopy(picture.rgb(), y * row + row - turn, rgb, to, turn);
    }
    return new Pixels(width, height, rgb);
  }
}
