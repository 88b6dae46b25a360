package org.vitrail.bot.initimage.format;

import java.io.IOException;

/** GIF's variable-length LZW (89a, appendix F), one colour index after the other. */
final class GifCodes {
  private static final int MAX_BITS = 12;

  private final ByteCursor in;
  private final int minimum;
  private final int clear;

  /** Of each code: the code before its last index, that index, and how many there are. */
  private final char[] prefix = new char[1 << MAX_BITS];

  private final byte[] last = new byte[1 << MAX_BITS];
  private final byte[] waiting = new byte[(1 << MAX_BITS) + 1];
  private int waitingCount;
  private int next;
  private int codeBits;
  private int previous = -1;
  private int first;
  private int bits;
  private int bitCount;
  private int blockLeft;

  GifCodes(ByteCursor in) throws PictureException {
    this.in = in;
    this.minimum = in.u8();
    if (minimum < 1 || minimum > 8) {
      throw PictureException.broken("A GIF's codes have 1 to 8 bits, not " + minimum + ".");
    }
    this.clear = 1 << minimum;
    for (int i = 0; i < clear; i++) {
      last[i] = (byte) i;
    }
    startOver();
  }

  private void startOver() {
    next = clear + 2;
    codeBits = minimum + 1;
    previous = -1;
  }

  int next() throws IOException {
    while (waitingCount == 0) {
      decode(code());
    }
    return waiting[--waitingCount] & 0xff;
  }

  private void decode(int code) throws PictureException {
    if (code == clear) {
      startOver();
      return;
    }
    if (code == clear + 1) {
      throw PictureException.broken("The GIF lacks pixels.");
    }
    if (code > next || code == next && previous < 0 || previous < 0 && code > clear) {
      throw PictureException.broken("The GIF holds a code that was never made.");
    }
    int at = code;
    if (code == next) {
      // The code that is being made: the one before, and its own first index again.
      waiting[waitingCount++] = (byte) first;
      at = previous;
    }
    while (at >= clear) {
      waiting[waitingCount++] = last[at];
      at = prefix[at];
    }
    first = at;
    waiting[waitingCount++] = (byte) at;
    if (previous >= 0 && next < 1 << MAX_BITS) {
      prefix[next] = (char) previous;
      last[next] = (byte) first;
      next++;
      if (next == 1 << codeBits && codeBits < MAX_BITS) {
        codeBits++;
      }
    }
    previous = code;
  }

  private int code() throws PictureException {
    while (bitCount < codeBits) {
      if (blockLeft == 0) {
        blockLeft = in.u8();
        if (blockLeft == 0) {
          throw PictureException.broken("The GIF lacks pixels.");
        }
      }
      bits |= in.u8() << bitCount;
      bitCount += 8;
      blockLeft--;
    }
    int code = bits & (1 << codeBits) - 1;
    bits >>>= codeBits;
    bitCount -= codeBits;
    return code;
  }
}
