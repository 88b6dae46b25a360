package org.vitrail.bot.initimage.format;

import java.nio.charset.StandardCharsets;

/** Reads a file's bytes in their order; going beyond the end says that the file was cut off. */
final class ByteCursor {
  private final byte[] bytes;
  private int at;

  ByteCursor(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  int at() {
    return at;
  }

  int left() {
    return bytes.length - at;
  }

  ByteCursor skip(long count) throws PictureException {
    require(count);
    at += (int) count;
    return this;
  }

  int u8() throws PictureException {
    require(1);
    return bytes[at++] & 0xff;
  }

  int u16() throws PictureException {
    return u8() << 8 | u8();
  }

  int u16LittleEndian() throws PictureException {
    return u8() | u8() << 8;
  }

  int u24LittleEndian() throws PictureException {
    return u16LittleEndian() | u8() << 16;
  }

  long u32() throws PictureException {
    return (long) u16() << 16 | u16();
  }

  long u32LittleEndian() throws PictureException {
    return u16LittleEndian() | (long) u16LittleEndian() << 16;
  }

  /** Four letters. */
  String name() throws PictureException {
    require(4);
    String name = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    at += 4;
    return name;
  }

  private void require(long count) throws PictureException {
    if (count < 0 || count > left()) {
      throw PictureException.cut();
    }
  }

  /** Whether a file's bytes at some place are these letters. */
  static boolean matches(byte[] bytes, int at, String letters) {
    if (bytes.length < at + letters.length()) {
      return false;
    }
    for (int i = 0; i < letters.length(); i++) {
      if ((bytes[at + i] & 0xff) != letters.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
