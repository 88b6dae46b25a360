package org.vitrail.inference.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.image.Pixels;

/** A codec whose token is the grey of a square's first pixel; counts how often it was closed. */
final class FakeCodec implements ImageCodec {
  private static final int SIDE = 8;

  private int closed;
  private Runnable whenOpened = () -> {};

  int closed() {
    return closed;
  }

  /** The same before it is loaded. */
  AvailableCodec available(String id) {
    return new AvailableCodec() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public int side() {
        return 16;
      }

      @Override
      public ImageCodec open() {
        whenOpened.run();
        return FakeCodec.this;
      }
    };
  }

  /** What happens while it is loaded. */
  void whenOpened(Runnable happens) {
    whenOpened = happens;
  }

  @Override
  public int codeCount() {
    return 256;
  }

  @Override
  public int pixelsPerToken() {
    return SIDE;
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  public List<Pixels> decode(int[][] tokens, int columns) {
    List<Pixels> pictures = new ArrayList<>();
    for (int[] row : tokens) {
      int width = columns * SIDE;
      byte[] rgb = new byte[3 * row.length * SIDE * SIDE];
      for (int at = 0; at < rgb.length / 3; at++) {
        int token = row[at / width / SIDE * columns + at % width / SIDE];
        Arrays.fill(rgb, 3 * at, 3 * at + 3, (byte) token);
      }
      pictures.add(new Pixels(width, row.length / columns * SIDE, rgb));
    }
    return pictures;
  }

  @Override
  public int[][] encode(List<Pixels> pictures) {
    return pictures.stream()
        .map(
            picture -> {
              int columns = picture.width() / SIDE;
              int[] tokens = new int[columns * (picture.height() / SIDE)];
              Arrays.setAll(
                  tokens,
                  i -> {
                    int pixel = i / columns * SIDE * picture.width() + i % columns * SIDE;
                    return picture.rgb()[3 * pixel] & 0xff;
                  });
              return tokens;
            })
        .toArray(int[][]::new);
  }

  @Override
  public void close() {
    closed++;
  }
}
