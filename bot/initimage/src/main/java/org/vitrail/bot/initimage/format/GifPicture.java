package org.vitrail.bot.initimage.format;

import java.io.IOException;

/**
 * The first picture of a GIF (89a), where it stands on its canvas. Animations, comments and
 * extensions are stepped over; reading ends with the first picture.
 */
final class GifPicture implements EncodedPicture {
  private static final int OPAQUE = 0xff000000;
  private static final int IMAGE = 0x2c;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;

  /** Of an interlaced picture's four passes: first row, rows from one to the next. */
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  private static final int[][] ALL_AT_ONCE = {{0, 1}};

  private final byte[] file;
  private int canvasWidth;
  private int canvasHeight;
  private int left;
  private int top;
  private int width;
  private int height;
  private boolean interlaced;
  private int[] palette;
  private int clear = -1;
  private int data;

  private GifPicture(byte[] file) {
    this.file = file;
  }

  static boolean recognises(byte[] file) {
    return ByteCursor.matches(file, 0, "GIF87a") || ByteCursor.matches(file, 0, "GIF89a");
  }

  static GifPicture open(byte[] file) throws IOException {
    GifPicture picture = new GifPicture(file);
    ByteCursor in = new ByteCursor(file, 6);
    picture.canvasWidth = in.u16LittleEndian();
    picture.canvasHeight = in.u16LittleEndian();
    int flags = in.u8();
    in.skip(2);
    if ((flags & 0x80) != 0) {
      picture.palette = palette(in, flags);
    }
    picture.readBlocks(in);
    return picture;
  }

  private void readBlocks(ByteCursor in) throws IOException {
    while (true) {
      int block = in.u8();
      if (block == IMAGE) {
        readImage(in);
        return;
      }
      if (block != EXTENSION) {
        throw PictureException.broken("The GIF holds no picture, or a block of no known kind.");
      }
      int kind = in.u8();
      int length = in.u8();
      if (kind == GRAPHIC_CONTROL && length == 4) {
        int flags = in.u8();
        in.skip(2);
        int index = in.u8();
        clear = (flags & 1) != 0 ? index : -1;
        length = in.u8();
      }
      while (length > 0) {
        length = in.skip(length).u8();
      }
    }
  }

  private void readImage(ByteCursor in) throws IOException {
    left = in.u16LittleEndian();
    top = in.u16LittleEndian();
    width = in.u16LittleEndian();
    height = in.u16LittleEndian();
    int flags = in.u8();
    interlaced = (flags & 0x40) != 0;
    if ((flags & 0x80) != 0) {
      palette = palette(in, flags);
    }
    if (palette == null) {
      throw PictureException.broken("The GIF lacks its colours.");
    }
    // As browsers do: the first picture is never cut at the edge of a canvas that was told wrongly.
    canvasWidth = Math.max(canvasWidth, left + width);
    canvasHeight = Math.max(canvasHeight, top + height);
    data = in.at();
  }

  private static int[] palette(ByteCursor in, int flags) throws IOException {
    int[] palette = new int[2 << (flags & 7)];
    for (int i = 0; i < palette.length; i++) {
      palette[i] = OPAQUE | in.u8() << 16 | in.u8() << 8 | in.u8();
    }
    return palette;
  }

  @Override
  public int width() {
    return canvasWidth;
  }

  @Override
  public int height() {
    return canvasHeight;
  }

  @Override
  public void decode(MiddleSquare square, Deadline deadline) throws IOException {
    if (width == 0 || height == 0) {
      throw PictureException.broken("The GIF's picture has no pixels.");
    }
    GifCodes codes = new GifCodes(new ByteCursor(file, data));
    int[] argb = new int[width];
    for (int[] pass : interlaced ? PASSES : ALL_AT_ONCE) {
      for (int y = pass[0]; y < height; y += pass[1]) {
        deadline.check();
        for (int x = 0; x < width; x++) {
          int index = codes.next();
          argb[x] = index == clear ? 0 : index < palette.length ? palette[index] : OPAQUE;
        }
        square.add(argb, width, left, 1, top + y, 1);
      }
    }
  }
}
