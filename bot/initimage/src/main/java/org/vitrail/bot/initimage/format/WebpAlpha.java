package org.vitrail.bot.initimage.format;

import java.awt.Rectangle;
import java.io.IOException;

/**
 * The alpha beside a lossy WebP (RFC 9649, 2.7.1.2).
 *
 * @param chunk from where to where its data go
 */
record WebpAlpha(byte[] file, int[] chunk, int width, int height) {
  private static final int RAW = 0;
  private static final int LOSSLESS = 1;

  /** Every so many columns and rows of a part of it, row by row. */
  byte[] decode(Rectangle part, int step, Deadline deadline) throws IOException {
    if (chunk[1] - chunk[0] < 1) {
      throw PictureException.cut();
    }
    int flags = file[chunk[0]];
    Sampled sampled = new Sampled(part, step, new byte[width], flags >> 2 & 3);
    if ((flags & 3) == LOSSLESS) {
      LosslessWebp.decodeBody(
          file,
          chunk[0] + 1,
          chunk[1],
          width,
          height,
          (y, argb) -> {
            deadline.check();
            for (int x = 0; x < width; x++) {
              argb[x] = argb[x] >> 8;
            }
            sampled.row(y, argb);
          });
    } else if ((flags & 3) == RAW) {
      readRaw(sampled);
    } else {
      throw PictureException.variant("WebP, alpha of kind " + (flags & 3));
    }
    return sampled.samples;
  }

  private void readRaw(Sampled sampled) throws IOException {
    if (chunk[1] - chunk[0] - 1 < (long) width * height) {
      throw PictureException.broken("The WebP lacks alpha.");
    }
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = file[chunk[0] + 1 + y * width + x];
      }
      sampled.row(y, row);
    }
  }

  /** Undoes the filter row by row and keeps what is asked for. */
  private static final class Sampled {
    private final Rectangle part;
    private final int step;
    private final byte[] above;
    private final int filter;
    private final byte[] samples;
    private int count;

    Sampled(Rectangle part, int step, byte[] above, int filter) {
      this.part = part;
      this.step = step;
      this.above = above;
      this.filter = filter;
      int columns = (part.width + step - 1) / step;
      int rows = (part.height + step - 1) / step;
      this.samples = new byte[columns * rows];
    }

    void row(int y, int[] told) {
      int corner = 0;
      int left = 0;
      for (int x = 0; x < above.length; x++) {
        int up = above[x] & 0xff;
        left = told[x] + guess(x, y, left, up, corner) & 0xff;
        above[x] = (byte) left;
        corner = up;
      }
      if (y >= part.y && y < part.y + part.height && (y - part.y) % step == 0) {
        for (int x = part.x; x < part.x + part.width; x += step) {
          samples[count++] = above[x];
        }
      }
    }

    private int guess(int x, int y, int left, int up, int corner) {
      if (filter == 0 || x == 0 && y == 0) {
        return 0;
      }
      if (y == 0) {
        return left;
      }
      if (x == 0) {
        return up;
      }
      return switch (filter) {
        case 1 -> left;
        case 2 -> up;
        default -> Math.max(0, Math.min(255, left + up - corner));
      };
    }
  }
}
