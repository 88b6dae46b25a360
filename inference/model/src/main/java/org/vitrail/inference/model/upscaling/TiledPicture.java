package org.vitrail.inference.model.upscaling;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.upscaling.Tiling.Span;

/** One picture that is enlarged tile by tile. */
public final class TiledPicture {
  private final Pixels picture;
  private final Tiling tiling;
  private final int factor;
  private final byte[] larger;

  /** Enlarges one tile and {@linkplain TiledPicture#put puts} its kept part. */
  @FunctionalInterface
  public interface TileWork {
    void enlarge(TiledPicture picture, Span rows, Span columns);
  }

  private TiledPicture(Pixels picture, Tiling tiling, int factor) {
    this.picture = picture;
    this.tiling = tiling;
    this.factor = factor;
    long bytes = 3L * picture.width() * factor * picture.height() * factor;
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          picture.width()
              + "×"
              + picture.height()
              + " pixels enlarged "
              + factor
              + " times are more than a picture can hold. Choose a smaller factor.");
    }
    this.larger = new byte[(int) bytes];
  }

  /**
   * Enlarges pictures one after the other.
   *
   * @param listener told after each tile
   */
  public static List<Pixels> upscale(
      List<Pixels> pictures, Tiling tiling, int factor, TileListener listener, TileWork work) {
    int total =
        pictures.stream()
            .mapToInt(it -> tiling.spans(it.width()).size() * tiling.spans(it.height()).size())
            .sum();
    listener.begin(total);
    int done = 0;
    List<Pixels> larger = new ArrayList<>();
    for (Pixels picture : pictures) {
      TiledPicture tiled = new TiledPicture(picture, tiling, factor);
      for (Span rows : tiling.spans(picture.height())) {
        for (Span columns : tiling.spans(picture.width())) {
          work.enlarge(tiled, rows, columns);
          listener.done(++done, total);
        }
      }
      larger.add(new Pixels(picture.width() * factor, picture.height() * factor, tiled.larger));
    }
    return larger;
  }

  /** What a tile sees of the picture, and beyond it. */
  public Pixels seen(Span rows, Span columns) {
    byte[] rgb = new byte[3 * rows.length() * columns.length()];
    int to = 0;
    for (int y = rows.begin(); y < rows.end(); y++) {
      int row = tiling.pixelAt(y, picture.height()) * picture.width();
      for (int x = columns.begin(); x < columns.end(); x++, to += 3) {
        System.arraycopy(picture.rgb(), 3 * (row + tiling.pixelAt(x, picture.width())), rgb, to, 3);
      }
    }
    return new Pixels(columns.length(), rows.length(), rgb);
  }

  /** Puts a whole tile's kept part into its place: its bytes (row, column, 3). */
  public void put(Span rows, Span columns, ByteBuffer enlarged) {
    put(rows.keptBegin(), columns.keptBegin(), rows.keptLength(), columns.keptLength(), enlarged);
  }

  /**
   * Puts a part into its place.
   *
   * @param y first row of the picture that it is made of
   * @param x first column
   * @param enlarged its bytes (row, column, 3)
   */
  public void put(int y, int x, int height, int width, ByteBuffer enlarged) {
    int stride = 3 * picture.width() * factor;
    for (int row = 0; row < height * factor; row++) {
      enlarged.get(larger, (y * factor + row) * stride + 3 * x * factor, 3 * width * factor);
    }
  }
}
