package org.vitrail.bot.core.queue;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How large a picture is, as the header of its PNG says (ISO/IEC 15948, 11.2.2).
 *
 * @param width in pixels
 * @param height in pixels
 */
record PngSize(int width, int height) {
  /** Signature, length and name of the header chunk. */
  private static final int SIZE_AT = 8 + 4 + 4;

  /** Empty for what is too short to be a PNG, or has no pixels. */
  static Optional<PngSize> of(byte[] png) {
    if (png.length < SIZE_AT + 2 * Integer.BYTES) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(png, SIZE_AT, 2 * Integer.BYTES);
    PngSize size = new PngSize(header.getInt(), header.getInt());
    return Optional.of(size).filter(it -> it.width > 0 && it.height > 0);
  }

  /** Pixels of the same, enlarged so many times in width and height. */
  long pixels(int factor) {
    return (long) width * height * factor * factor;
  }
}
