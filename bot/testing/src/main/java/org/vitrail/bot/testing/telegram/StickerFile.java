package org.vitrail.bot.testing.telegram;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The server's rules for static stickers, told from the header of a WebP (RFC 9649, 2.7). */
final class StickerFile {
  private static final int SIDE = 512;
  private static final int MAX_BYTES = 512 << 10;
  private static final int HEADER = 31;
  private static final int HAS_ALPHA = 0x10;

  private StickerFile() {}

  /** Its size; refuses what the server would not take. */
  static Pictures.Size check(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw ApiException.badRequest("STICKER_FILE_INVALID: file is too big");
    }
    if (bytes.length < HEADER
        || !text(bytes, 0).equals("RIFF")
        || !text(bytes, 8).equals("WEBP")
        || !text(bytes, 12).equals("VP8X")) {
      throw ApiException.badRequest("STICKER_FILE_INVALID");
    }
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if ((file.get(20) & HAS_ALPHA) == 0) {
      throw ApiException.badRequest("STICKER_PNG_NOPNG: there is no alpha");
    }
    int width = (file.getInt(24) & 0xffffff) + 1;
    int height = (file.getInt(27) & 0xffffff) + 1;
    if (Math.max(width, height) != SIDE) {
      throw ApiException.badRequest("STICKER_PNG_DIMENSIONS");
    }
    return new Pictures.Size(width, height);
  }

  private static String text(byte[] bytes, int from) {
    return new String(bytes, from, 4, StandardCharsets.US_ASCII);
  }
}
