package org.vitrail.inference.model.image.webp;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.inference.model.image.ArgbPixels;

/**
 * Writes the VP8L bitstream of a picture (WebP Lossless Bitstream Specification, RFC 9649, section
 * 3): green is subtracted from red and blue, each tile has the predictor that leaves least, and
 * what is left is written with one set of prefix codes, runs as copies of what is to the left or
 * above. That is a third more bytes than libwebp needs for such pictures, and no native code.
 */
final class LosslessWebp {
  /** The largest side that the format has room for. */
  static final int MAX_SIDE = 1 << 14;

  private static final int SIGNATURE = 0x2f;
  private static final int PREDICTOR_TRANSFORM = 0;
  private static final int SUBTRACT_GREEN = 2;

  /** A tile has a side of 2^4 pixels. */
  private static final int TILE_BITS = 4;

  private static final int LITERALS = 256;
  private static final int LENGTH_CODES = 24;
  private static final int DISTANCE_CODES = 40;
  private static final int MIN_RUN = 4;
  private static final int MAX_RUN = 4096;

  /** The codes of two near distances; others count from 120 on (section 3.6.2.2). */
  private static final int ABOVE = 1;

  private static final int LEFT = 2;

  private final BitWriter bits = new BitWriter();
  private final int width;
  private final int height;

  private LosslessWebp(int width, int height) {
    this.width = width;
    this.height = height;
  }

  static byte[] write(ArgbPixels picture) {
    LosslessWebp file = new LosslessWebp(picture.width(), picture.height());
    file.write(picture.argb());
    return file.bits.toByteArray();
  }

  private void write(int[] argb) {
    bits.write(SIGNATURE, 8);
    bits.write(width - 1, 14);
    bits.write(height - 1, 14);
    bits.write(1, 1);
    bits.write(0, 3);
    int[] colors = withoutGreen(argb);
    bits.write(1, 1);
    bits.write(SUBTRACT_GREEN, 2);
    int[] modes = modes(colors);
    bits.write(1, 1);
    bits.write(PREDICTOR_TRANSFORM, 2);
    bits.write(TILE_BITS - 2, 3);
    bits.write(0, 1);
    writeTokens(modes, tiles(width));
    bits.write(0, 1);
    bits.write(0, 1);
    bits.write(0, 1);
    writeTokens(residuals(colors, modes), width);
  }

  private static int[] withoutGreen(int[] argb) {
    int[] colors = new int[argb.length];
    for (int i = 0; i < argb.length; i++) {
      int green = argb[i] >> 8 & 255;
      colors[i] = Predictors.subtract(argb[i], green << 16 | green);
    }
    return colors;
  }

  private static int tiles(int side) {
    return side + (1 << TILE_BITS) - 1 >> TILE_BITS;
  }

  /** Of each tile, the predictor after which the sum of what is left is least; in green's place. */
  private int[] modes(int[] colors) {
    int columns = tiles(width);
    int[] modes = new int[columns * tiles(height)];
    for (int tile = 0; tile < modes.length; tile++) {
      long least = Long.MAX_VALUE;
      for (int mode = 0; mode < Predictors.COUNT; mode++) {
        long left = left(colors, tile % columns, tile / columns, mode);
        if (left < least) {
          least = left;
          modes[tile] = Predictors.BLACK | mode << 8;
        }
      }
    }
    return modes;
  }

  private long left(int[] colors, int column, int row, int mode) {
    long left = 0;
    int bottom = Math.min(height, row + 1 << TILE_BITS);
    int right = Math.min(width, column + 1 << TILE_BITS);
    for (int y = row << TILE_BITS; y < bottom; y++) {
      for (int x = column << TILE_BITS; x < right; x++) {
        int residual = residual(colors, x, y, mode);
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
          left += Math.abs((byte) (residual >> shift));
        }
      }
    }
    return left;
  }

  private int[] residuals(int[] colors, int[] modes) {
    int[] residuals = new int[colors.length];
    int columns = tiles(width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int mode = modes[(y >> TILE_BITS) * columns + (x >> TILE_BITS)] >> 8 & 255;
        residuals[y * width + x] = residual(colors, x, y, mode);
      }
    }
    return residuals;
  }

  /** At the upper and left edges the predictor is fixed. */
  private int residual(int[] colors, int x, int y, int mode) {
    int at = y * width + x;
    int guess;
    if (y == 0) {
      guess = x == 0 ? Predictors.BLACK : colors[at - 1];
    } else if (x == 0) {
      guess = colors[at - width];
    } else {
      // To the right of the last column that is the first pixel of the same row.
      guess =
          Predictors.predict(
              mode,
              colors[at - 1],
              colors[at - width],
              colors[at - width + 1],
              colors[at - width - 1]);
    }
    return Predictors.subtract(colors[at], guess);
  }

  /**
   * A pixel, or a run that repeats what is before it.
   *
   * @param run how many pixels; 0 for a pixel
   * @param distance its code
   */
  private record Token(int argb, int run, int distance) {}

  private void writeTokens(int[] argb, int columns) {
    List<Token> tokens = tokens(argb, columns);
    int[][] counts = {
      new int[LITERALS + LENGTH_CODES],
      new int[LITERALS],
      new int[LITERALS],
      new int[LITERALS],
      new int[DISTANCE_CODES]
    };
    for (Token token : tokens) {
      if (token.run > 0) {
        counts[0][LITERALS + prefix(token.run)]++;
        counts[4][prefix(token.distance)]++;
      } else {
        counts[0][token.argb >> 8 & 255]++;
        counts[1][token.argb >> 16 & 255]++;
        counts[2][token.argb & 255]++;
        counts[3][token.argb >>> 24]++;
      }
    }
    PrefixCode[] codes = new PrefixCode[counts.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = PrefixCode.of(counts[i]);
      codes[i].writeTable(bits);
    }
    for (Token token : tokens) {
      if (token.run > 0) {
        codes[0].write(LITERALS + prefix(token.run), bits);
        writeExtra(token.run);
        codes[4].write(prefix(token.distance), bits);
        writeExtra(token.distance);
      } else {
        codes[0].write(token.argb >> 8 & 255, bits);
        codes[1].write(token.argb >> 16 & 255, bits);
        codes[2].write(token.argb & 255, bits);
        codes[3].write(token.argb >>> 24, bits);
      }
    }
  }

  private static List<Token> tokens(int[] argb, int columns) {
    List<Token> tokens = new ArrayList<>();
    for (int at = 0; at < argb.length; ) {
      int beside = run(argb, at, 1);
      int below = run(argb, at, columns);
      int longest = Math.max(beside, below);
      if (longest < MIN_RUN) {
        tokens.add(new Token(argb[at], 0, 0));
        at++;
      } else {
        tokens.add(new Token(0, longest, beside == longest ? LEFT : ABOVE));
        at += longest;
      }
    }
    return tokens;
  }

  private static int run(int[] argb, int at, int distance) {
    int run = 0;
    while (at >= distance
        && run < MAX_RUN
        && at + run < argb.length
        && argb[at + run] == argb[at + run - distance]) {
      run++;
    }
    return run;
  }

  /** The prefix of a length or distance (section 3.6.2.2). */
  private static int prefix(int value) {
    if (value <= 4) {
      return value - 1;
    }
    int highest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value - 1);
    return 2 * highest + (value - 1 >> highest - 1 & 1);
  }

  private void writeExtra(int value) {
    if (value > 4) {
      int extra = Integer.SIZE - 2 - Integer.numberOfLeadingZeros(value - 1);
      bits.write(value - 1, extra);
    }
  }
}
