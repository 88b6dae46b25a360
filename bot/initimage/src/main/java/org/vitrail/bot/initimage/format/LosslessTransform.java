package org.vitrail.bot.initimage.format;

import java.io.IOException;

/** What an encoder did to make pixels smaller (RFC 9649, 3.4), undone row by row from the top. */
abstract sealed class LosslessTransform {
  /** Pixels of a row, in and out. */
  private final int width;

  private LosslessTransform(int width) {
    this.width = width;
  }

  /**
   * @param kind as the file tells it
   * @param width of the rows that will come in and, but for packed ones, go out
   */
  static LosslessTransform read(int kind, BitReader in, int width, int height) throws IOException {
    return switch (kind) {
      case 0 -> new Predicted(Blocks.read(in, width, height), width);
      case 1 -> new Decorrelated(Blocks.read(in, width, height), width);
      case 2 -> new GreenSubtracted(width);
      default -> Indexed.read(in, width);
    };
  }

  /** Of the rows that {@link #undo} takes. */
  int packedWidth() {
    return width;
  }

  int width() {
    return width;
  }

  /**
   * @return the same array or another one
   */
  abstract int[] undo(int[] row, int y);

  /** One value for each square block of pixels. */
  private record Blocks(int[] values, int bits, int columns) {
    static Blocks read(BitReader in, int width, int height) throws IOException {
      int bits = 2 + in.read(3);
      int columns = width + (1 << bits) - 1 >> bits;
      int rows = height + (1 << bits) - 1 >> bits;
      return new Blocks(
          new LosslessPixels(in, columns, rows, false).all(columns * rows), bits, columns);
    }

    int at(int x, int y) {
      return values[(y >> bits) * columns + (x >> bits)];
    }
  }

  /** Each pixel is told as the difference to a guess from its neighbours. */
  private static final class Predicted extends LosslessTransform {
    private static final int BLACK = 0xff000000;

    private final Blocks modes;
    private int[] above;

    Predicted(Blocks modes, int width) {
      super(width);
      this.modes = modes;
      this.above = new int[width];
    }

    @Override
    int[] undo(int[] row, int y) {
      row[0] = sum(row[0], y == 0 ? BLACK : above[0]);
      for (int x = 1; x < row.length; x++) {
        row[x] = sum(row[x], y == 0 ? row[x - 1] : guess(modes.at(x, y) >> 8 & 15, row, x));
      }
      above = row.clone();
      return row;
    }

    private int guess(int mode, int[] row, int x) {
      int left = row[x - 1];
      int up = above[x];
      int corner = above[x - 1];
      // To the right of the last column stands the first pixel of this row, as in memory.
      int next = x + 1 < row.length ? above[x + 1] : row[0];
      return switch (mode) {
        case 1 -> left;
        case 2 -> up;
        case 3 -> next;
        case 4 -> corner;
        case 5 -> mean(mean(left, next), up);
        case 6 -> mean(left, corner);
        case 7 -> mean(left, up);
        case 8 -> mean(corner, up);
        case 9 -> mean(up, next);
        case 10 -> mean(mean(left, corner), mean(up, next));
        case 11 -> closer(left, up, corner);
        case 12 -> gradient(left, up, corner);
        case 13 -> halfGradient(mean(left, up), corner);
        default -> BLACK;
      };
    }

    private static int sum(int a, int b) {
      return (a & 0xff00ff00) + (b & 0xff00ff00) & 0xff00ff00
          | (a & 0x00ff00ff) + (b & 0x00ff00ff) & 0x00ff00ff;
    }

    private static int mean(int a, int b) {
      return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
    }

    private static int closer(int left, int up, int corner) {
      int toLeft = 0;
      int toUp = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += 8) {
        toLeft += Math.abs((up >>> shift & 0xff) - (corner >>> shift & 0xff));
        toUp += Math.abs((left >>> shift & 0xff) - (corner >>> shift & 0xff));
      }
      return toLeft < toUp ? left : up;
    }

    private static int gradient(int left, int up, int corner) {
      int guess = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += 8) {
        int value = (left >>> shift & 0xff) + (up >>> shift & 0xff) - (corner >>> shift & 0xff);
        guess |= clamped(value) << shift;
      }
      return guess;
    }

    private static int halfGradient(int mean, int corner) {
      int guess = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += 8) {
        int value = mean >>> shift & 0xff;
        guess |= clamped(value + (value - (corner >>> shift & 0xff)) / 2) << shift;
      }
      return guess;
    }

    private static int clamped(int value) {
      return Math.max(0, Math.min(255, value));
    }
  }

  /** Red and blue are told without what green, and blue without what red, lets expect. */
  private static final class Decorrelated extends LosslessTransform {
    private final Blocks factors;

    Decorrelated(Blocks factors, int width) {
      super(width);
      this.factors = factors;
    }

    @Override
    int[] undo(int[] row, int y) {
      for (int x = 0; x < row.length; x++) {
        int factor = factors.at(x, y);
        byte green = (byte) (row[x] >> 8);
        int red = (row[x] >> 16) + ((byte) factor * green >> 5) & 0xff;
        int blue =
            row[x] + ((byte) (factor >> 8) * green >> 5) + ((byte) (factor >> 16) * (byte) red >> 5)
                & 0xff;
        row[x] = row[x] & 0xff00ff00 | red << 16 | blue;
      }
      return row;
    }
  }

  private static final class GreenSubtracted extends LosslessTransform {
    GreenSubtracted(int width) {
      super(width);
    }

    @Override
    int[] undo(int[] row, int y) {
      for (int x = 0; x < row.length; x++) {
        int green = row[x] >> 8 & 0xff;
        row[x] = row[x] & 0xff00ff00 | (row[x] & 0x00ff00ff) + (green << 16 | green) & 0x00ff00ff;
      }
      return row;
    }
  }

  /** Green is the number of a colour; small numbers are packed, up to eight to a pixel. */
  private static final class Indexed extends LosslessTransform {
    private final int[] colors;
    private final int packBits;

    private Indexed(int[] colors, int packBits, int width) {
      super(width);
      this.colors = colors;
      this.packBits = packBits;
    }

    static Indexed read(BitReader in, int width) throws IOException {
      int count = 1 + in.read(8);
      int[] told = new LosslessPixels(in, count, 1, false).all(count);
      int[] colors = new int[256];
      for (int i = 0; i < count; i++) {
        colors[i] = Predicted.sum(told[i], i == 0 ? 0 : colors[i - 1]);
      }
      int packBits = count > 16 ? 0 : count > 4 ? 1 : count > 2 ? 2 : 3;
      return new Indexed(colors, packBits, width);
    }

    @Override
    int packedWidth() {
      return width() + (1 << packBits) - 1 >> packBits;
    }

    @Override
    int[] undo(int[] row, int y) {
      int[] argb = new int[width()];
      int bits = 8 >> packBits;
      for (int x = 0; x < argb.length; x++) {
        int packed = row[x >> packBits] >> 8 & 0xff;
        int within = x & (1 << packBits) - 1;
        argb[x] = colors[packed >> within * bits & (1 << bits) - 1];
      }
      return argb;
    }
  }
}
