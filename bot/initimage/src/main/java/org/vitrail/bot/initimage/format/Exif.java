package org.vitrail.bot.initimage.format;

/**
 * Reads the orientation out of EXIF. That is one entry of the first directory (TIFF 6.0, section
 * 2); no other directory is followed, so none can lead in a circle.
 */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int HEADER_BYTES = 8;
  private static final int ENTRY_BYTES = 12;

  private Exif() {}

  /**
   * The orientation, 1 (upright) where there is none.
   *
   * @param from where the TIFF header, or {@code Exif} before it, begins
   */
  static int orientation(byte[] file, int from, int to) {
    int tiff = ByteCursor.matches(file, from, "Exif\0\0") ? from + 6 : from;
    if (to - tiff < HEADER_BYTES || to > file.length) {
      return 1;
    }
    boolean little = file[tiff] == 'I';
    long directory = number(file, tiff + 4, 4, little);
    if (directory < HEADER_BYTES || directory > to - tiff - 2) {
      return 1;
    }
    int at = tiff + (int) directory;
    long count = number(file, at, 2, little);
    at += 2;
    for (long i = 0; i < count && at + ENTRY_BYTES <= to; i++, at += ENTRY_BYTES) {
      if (number(file, at, 2, little) == ORIENTATION
          && number(file, at + 2, 2, little) == SHORT
          && number(file, at + 4, 4, little) == 1) {
        int orientation = (int) number(file, at + 8, 2, little);
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
      }
    }
    return 1;
  }

  private static long number(byte[] file, int at, int bytes, boolean little) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | file[little ? at + bytes - 1 - i : at + i] & 0xff;
    }
    return number;
  }
}
