package org.vitrail.inference.model.image.webp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.Provenance;

/**
 * Writes pictures as lossless WebP with alpha in the extended format (RFC 9649, section 2.7), whose
 * XMP packet says that a model made them; the same input gives the same bytes.
 */
public final class WebpFile {
  private static final int HAS_ALPHA = 0x10;
  private static final int HAS_XMP = 0x04;

  /** Fewer levels of a colour than sixteen would be seen. */
  private static final int MOST_DROPPED_BITS = 4;

  private WebpFile() {}

  /**
   * A file of at most so many bytes where that can be: as long as it is too large, colours lose
   * their lowest bits.
   *
   * @param version of this program, empty where it is not known
   * @throws IllegalArgumentException if the picture is larger than WebP allows
   */
  public static byte[] write(ArgbPixels picture, String version, int mostBytes) {
    if (Math.max(picture.width(), picture.height()) > LosslessWebp.MAX_SIDE) {
      throw new IllegalArgumentException(
          picture + " is too large for WebP; " + LosslessWebp.MAX_SIDE + " a side are allowed.");
    }
    byte[] file = file(picture, version);
    for (int bits = 1; file.length > mostBytes && bits <= MOST_DROPPED_BITS; bits++) {
      file = file(coarser(picture, bits), version);
    }
    return file;
  }

  /** Rounded rather than cut off, so that pictures get no darker; alpha stays as it is. */
  private static ArgbPixels coarser(ArgbPixels picture, int bits) {
    int step = 1 << bits;
    int[] argb = picture.argb().clone();
    for (int i = 0; i < argb.length; i++) {
      int coarse = argb[i] & 0xff000000;
      for (int shift = 0; shift <= 16; shift += 8) {
        int level = (argb[i] >> shift & 255) + step / 2;
        coarse |= Math.min(255, level - level % step) << shift;
      }
      argb[i] = coarse;
    }
    return new ArgbPixels(picture.width(), picture.height(), argb);
  }

  private static byte[] file(ArgbPixels picture, String version) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    chunks.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
    ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(HAS_ALPHA | HAS_XMP);
    put24(header, picture.width() - 1);
    put24(header, picture.height() - 1);
    addChunk(chunks, "VP8X", header.array());
    addChunk(chunks, "VP8L", LosslessWebp.write(picture));
    addChunk(
        chunks,
        "XMP ",
        Provenance.packet(("Vitrail " + version).strip()).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    addChunk(file, "RIFF", chunks.toByteArray());
    return file.toByteArray();
  }

  private static void put24(ByteBuffer buffer, int value) {
    buffer.putShort((short) value).put((byte) (value >> 16));
  }

  /** Chunks are of even length. */
  private static void addChunk(ByteArrayOutputStream out, String name, byte[] content) {
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length).array());
    out.writeBytes(content);
    if (content.length % 2 == 1) {
      out.write(0);
    }
  }
}
