package org.vitrail.inference.model.image;

import java.util.Arrays;
import java.util.List;

/**
 * Lays pictures out in reading order, the first at the top left, with a thin white line between.
 */
public final class GridImage {
  private static final int MAX_COLUMNS = 6;

  private GridImage() {}

  /** Columns of a grid of so many pictures: as square as can be, as 3 for 9. */
  public static int columns(int pictureCount) {
    return Math.min(MAX_COLUMNS, (int) Math.ceil(Math.sqrt(pictureCount)));
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
    int columns = columns(pictures.size());
    int rows = (pictures.size() + columns - 1) / columns;
    Pixels first = pictures.get(0);
    int line = Math.max(1, first.width() / 64);
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
