package org.vitrail.bot.initimage.format;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A picture in lossless WebP (RFC 9649, 3), decoded row by row: no more of it is kept than the
 * tables of its transforms and the pixels that a copy can reach.
 */
final class LosslessWebp {
  private static final int SIGNATURE = 0x2f;
  private static final int HEADER_BYTES = 5;

  /** Takes rows from the top to the bottom. */
  interface Rows {
    void row(int y, int[] argb) throws IOException;
  }

  private LosslessWebp() {}

  /**
   * Decodes the data of a {@code VP8L} chunk.
   *
   * @param width as the header says, see {@link #size}
   */
  static void decode(byte[] file, int from, int to, int width, int height, Rows rows)
      throws IOException {
    boolean opaque = (file[from + HEADER_BYTES - 1] & 0x10) == 0;
    decodeBody(
        file,
        from + HEADER_BYTES,
        to,
        width,
        height,
        (y, argb) -> {
          if (opaque) {
            for (int x = 0; x < argb.length; x++) {
              argb[x] |= 0xff000000;
            }
          }
          rows.row(y, argb);
        });
  }

  /** Decodes what follows the header, as alpha is kept. */
  static void decodeBody(byte[] file, int from, int to, int width, int height, Rows rows)
      throws IOException {
    BitReader in = new BitReader(file, from, to);
    Deque<LosslessTransform> transforms = new ArrayDeque<>();
    int kinds = 0;
    int packedWidth = width;
    while (in.flag()) {
      int kind = in.read(2);
      if ((kinds & 1 << kind) != 0) {
        throw PictureException.broken("The WebP was transformed twice in the same way.");
      }
      kinds |= 1 << kind;
      LosslessTransform transform = LosslessTransform.read(kind, in, packedWidth, height);
      packedWidth = transform.packedWidth();
      transforms.push(transform);
    }
    LosslessPixels pixels = new LosslessPixels(in, packedWidth, height, true);
    int[] packed = new int[packedWidth];
    for (int y = 0; y < height; y++) {
      int[] row = packed;
      pixels.row(row);
      for (LosslessTransform transform : transforms) {
        row = transform.undo(row, y);
      }
      rows.row(y, row);
    }
    in.requireNotPastEnd();
  }

  /** Width in the upper 16 bits and height in the lower, as the header tells them. */
  static int size(byte[] file, int from) throws PictureException {
    ByteCursor in = new ByteCursor(file, from);
    if (in.u8() != SIGNATURE) {
      throw PictureException.broken("The WebP's lossless picture lacks its signature.");
    }
    long header = in.u32LittleEndian();
    if (header >>> 29 != 0) {
      throw PictureException.variant("WebP, lossless version " + (header >>> 29));
    }
    int width = 1 + (int) (header & 0x3fff);
    int height = 1 + (int) (header >> 14 & 0x3fff);
    return width << 16 | height;
  }
}
