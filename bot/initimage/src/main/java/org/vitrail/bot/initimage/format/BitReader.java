package org.vitrail.bot.initimage.format;

/** Bits of a part of a file, the lowest of each byte first. Behind the end there are zeros. */
final class BitReader {
  private final byte[] bytes;
  private final int to;
  private int at;
  private long bits;
  private int bitCount;

  BitReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /**
   * @param count at most 24
   */
  int peek(int count) {
    while (bitCount < count) {
      long next = at < to ? bytes[at] & 0xff : 0;
      bits |= next << bitCount;
      bitCount += 8;
      at++;
    }
    return (int) bits & (1 << count) - 1;
  }

  void skip(int count) {
    bits >>>= count;
    bitCount -= count;
  }

  int read(int count) {
    int value = peek(count);
    skip(count);
    return value;
  }

  boolean flag() {
    return read(1) == 1;
  }

  /**
   * @throws PictureException once bits were read that the file does not have
   */
  void requireNotPastEnd() throws PictureException {
    if ((long) at * 8 - bitCount > (long) to * 8) {
      throw PictureException.cut();
    }
  }
}
