package org.vitrail.bot.initimage.format;

/** Makes pixels of a PNG's rows: colour types, depths, palette and transparency. */
final class PngPixels {
  private static final int OPAQUE = 0xff000000;
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  private final int depth;
  private final int colorType;
  private int[] palette;

  /** The one value that is transparent, by channel; none for pictures with alpha or a palette. */
  private int[] clear;

  private PngPixels(int depth, int colorType) {
    this.depth = depth;
    this.colorType = colorType;
  }

  static PngPixels of(int depth, int colorType) throws PictureException {
    boolean allowed =
        switch (colorType) {
          case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!allowed) {
      throw PictureException.broken("There is no PNG of type " + colorType + " at " + depth);
    }
    return new PngPixels(depth, colorType);
  }

  int bitsPerPixel() {
    return depth * channels();
  }

  private int channels() {
    return switch (colorType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  void palette(byte[] rgb) {
    palette = new int[Math.min(256, rgb.length / 3)];
    for (int i = 0; i < palette.length; i++) {
      palette[i] =
          OPAQUE | (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
    }
  }

  void transparency(byte[] values) {
    if (colorType == PALETTE && palette != null) {
      for (int i = 0; i < Math.min(values.length, palette.length); i++) {
        palette[i] = palette[i] & ~OPAQUE | values[i] << 24;
      }
    }
    if ((colorType == GREY || colorType == RGB) && values.length >= 2 * channels()) {
      clear = new int[channels()];
      for (int i = 0; i < clear.length; i++) {
        clear[i] = (values[2 * i] & 0xff) << 8 | values[2 * i + 1] & 0xff;
      }
    }
  }

  void requirePalette() throws PictureException {
    if (colorType == PALETTE && palette == null) {
      throw PictureException.broken("The PNG lacks its palette.");
    }
  }

  /** The pixels of one row, as many as there is room for. */
  void convert(byte[] row, int[] argb) {
    for (int x = 0; x < argb.length; x++) {
      argb[x] = pixel(row, x);
    }
  }

  private int pixel(byte[] row, int x) {
    int first = x * channels();
    int value = value(row, first);
    switch (colorType) {
      case PALETTE:
        return value < palette.length ? palette[value] : OPAQUE;
      case GREY:
        return clear != null && value == clear[0] ? 0 : grey(value, 255);
      case GREY_ALPHA:
        return grey(value, eight(value(row, first + 1)));
      default:
        int green = value(row, first + 1);
        int blue = value(row, first + 2);
        if (clear != null && value == clear[0] && green == clear[1] && blue == clear[2]) {
          return 0;
        }
        int alpha = colorType == RGB_ALPHA ? eight(value(row, first + 3)) : 255;
        return alpha << 24 | eight(value) << 16 | eight(green) << 8 | eight(blue);
    }
  }

  private int grey(int value, int alpha) {
    return alpha << 24 | eight(value) * 0x010101;
  }

  private int value(byte[] row, int index) {
    if (depth == 8) {
      return row[index] & 0xff;
    }
    if (depth == 16) {
      return (row[2 * index] & 0xff) << 8 | row[2 * index + 1] & 0xff;
    }
    int bit = index * depth;
    return row[bit >> 3] >> 8 - depth - (bit & 7) & (1 << depth) - 1;
  }

  /** The value at 8 bits: 0 stays black and the largest becomes white at every depth. */
  private int eight(int value) {
    if (depth == 8) {
      return value;
    }
    int largest = (1 << depth) - 1;
    return (value * 255 + largest / 2) / largest;
  }
}
