package org.vitrail.inference.model.image;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lays pictures out in reading order, the first at the top left, with a thin white line between.
 */
public final class GridImage {
  private static final int MAX_COLUMNS = 6;

  private GridImage() {}

  /** How many pictures stand beside each other, and how many rows there are. */
  public record Layout(int columns, int rows) {
    private static Layout of(int pictureCount, int columns) {
      return new Layout(columns, (pictureCount + columns - 1) / columns);
    }

    /** How far the whole is from a square, and how much of it stays empty: less is better. */
    private double badness(int pictureCount, double aspect) {
      double empty = columns * rows - pictureCount;
      return Math.abs(Math.log(aspect * columns / rows)) + 2 * empty / pictureCount;
    }
  }

  /** The layout of so many pictures of one size: as square as can be, as 3 × 3 for 9 squares. */
  public static Layout layout(List<Pixels> pictures) {
    int count = pictures.size();
    double aspect = (double) pictures.get(0).width() / pictures.get(0).height();
    if (aspect == 1) {
      return Layout.of(count, Math.min(MAX_COLUMNS, (int) Math.ceil(Math.sqrt(count))));
    }
    int most = Math.min(MAX_COLUMNS, count);
    // Of two that are as good the wider one: chats show it without scrolling.
    return IntStream.range(0, most)
        .mapToObj(fewer -> Layout.of(count, most - fewer))
        .min(Comparator.comparingDouble(layout -> layout.badness(count, aspect)))
        .orElseThrow();
  }

  /**
   * One picture from many of one size.
   *
   * @throws IllegalArgumentException if there is none, or their sizes differ
   */
  public static Pixels compose(List<Pixels> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("A grid needs at least one picture.");
    }
    Layout layout = layout(pictures);
    int columns = layout.columns();
    int rows = layout.rows();
    Pixels first = pictures.get(0);
    int line = Math.max(1, Math.min(first.width(), first.height()) / 64);
    int width = columns * (first.width() + line) - line;
    int height = rows * (first.height() + line) - line;
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) 255);
    for (int i = 0; i < pictures.size(); i++) {
      Pixels picture = pictures.get(i);
      if (picture.width() != first.width() || picture.height() != first.height()) {
        throw new IllegalArgumentException(
            "Pictures of one grid differ in size: " + first + " and " + picture + ".");
      }
      int left = i % columns * (first.width() + line);
      int top = i / columns * (first.height() + line);
      for (int y = 0; y < picture.height(); y++) {
        System.arraycopy(
            picture.rgb(),
            y * picture.width() * 3,
            rgb,
            ((top + y) * width + left) * 3,
            picture.width() * 3);
      }
    }
    return new Pixels(width, height, rgb);
  }
}
