package org.vitrail.bot.core.messaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Carries what a PNG says of its origin over to a JPEG that was made of it: the XMP packet, which
 * stands in an iTXt chunk there (PNG, 11.3.3.4; XMP part 3, 1.1.5) and in an APP1 segment here (XMP
 * part 3, 1.1.3).
 */
final class JpegProvenance {
  private static final byte[] KEYWORD =
      "XML:com.adobe.xmp\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] NAMESPACE =
      "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final int PNG_SIGNATURE = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int ITXT = 0x69545874;

  private static final int JPEG_START = 2;
  private static final byte MARKER = (byte) 0xff;
  private static final byte APP0 = (byte) 0xe0;
  private static final byte APP1 = (byte) 0xe1;

  private JpegProvenance() {}

  /** The JPEG with the PNG's packet, or as it is where there is none. */
  static byte[] carry(byte[] png, byte[] jpeg) {
    byte[] packet = packet(ByteBuffer.wrap(png));
    return packet.length == 0 ? jpeg : with(packet, jpeg);
  }

  private static byte[] packet(ByteBuffer png) {
    int at = PNG_SIGNATURE;
    while (at + CHUNK_OVERHEAD <= png.capacity()) {
      int length = png.getInt(at);
      int from = at + 8;
      int to = from + length;
      if (length < 0 || to > png.capacity()) {
        break;
      }
      byte[] data = Arrays.copyOfRange(png.array(), from, to);
      if (png.getInt(at + 4) == ITXT
          && Arrays.equals(KEYWORD, Arrays.copyOf(data, KEYWORD.length))) {
        return Arrays.copyOfRange(data, KEYWORD.length, length);
      }
      at += CHUNK_OVERHEAD + length;
    }
    return new byte[0];
  }

  /** The JFIF segment has to stay the first, so the packet follows it. */
  private static byte[] with(byte[] packet, byte[] jpeg) {
    boolean hasJfif = jpeg[JPEG_START] == MARKER && jpeg[JPEG_START + 1] == APP0;
    int jfif = hasJfif ? 2 + ByteBuffer.wrap(jpeg).getShort(JPEG_START + 2) : 0;
    int length = 2 + NAMESPACE.length + packet.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, JPEG_START + jfif);
    out.write(MARKER);
    out.write(APP1);
    out.write(length >> 8);
    out.write(length);
    out.writeBytes(NAMESPACE);
    out.writeBytes(packet);
    out.write(jpeg, JPEG_START + jfif, jpeg.length - JPEG_START - jfif);
    return out.toByteArray();
  }
}
