package org.vitrail.inference.model.image.webp;

import java.io.ByteArrayOutputStream;

/** Bits in the order of the WebP bitstreams: the lowest of a byte first. */
final class BitWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long pending;
  private int pendingBits;

  /**
   * @param count 0 to 32
   */
  void write(int bits, int count) {
    pending |= (bits & (1L << count) - 1) << pendingBits;
    pendingBits += count;
    while (pendingBits >= Byte.SIZE) {
      bytes.write((int) pending);
      pending >>>= Byte.SIZE;
      pendingBits -= Byte.SIZE;
    }
  }

  /** All that was written, the last byte filled with zeros. */
  byte[] toByteArray() {
    if (pendingBits > 0) {
      write(0, Byte.SIZE - pendingBits);
    }
    return bytes.toByteArray();
  }
}
