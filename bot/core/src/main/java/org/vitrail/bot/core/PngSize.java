package org.vitrail.bot.core;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How large a picture is, as the header of its PNG says (ISO/IEC 15948, 11.2.2).
 *
 * @param width in pixels
 * @param height in pixels
 */
public record PngSize(int width, int height) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Signature, length and name of the header chunk. */
  private static final int SIZE_AT = SIGNATURE.length + 4 + 4;

  /** Empty for what is no PNG, or has no pixels. */
  public static Optional<PngSize> of(byte[] file) {
    boolean isPng =
        file.length >= SIZE_AT + 2 * Integer.BYTES
            && Arrays.equals(SIGNATURE, 0, SIGNATURE.length, file, 0, SIGNATURE.length);
    if (!isPng) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(file, SIZE_AT, 2 * Integer.BYTES);
    PngSize size = new PngSize(header.getInt(), header.getInt());
    return Optional.of(size).filter(it -> it.width > 0 && it.height > 0);
  }

  /** Pixels of the same, enlarged so many times in width and height. */
  public long pixels(int factor) {
    return (long) width * height * factor * factor;
  }
}
