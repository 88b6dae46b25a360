package org.vitrail.bot.initimage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Files of pictures put together by hand: all that a format allows, and what it does not. */
final class PictureFiles {
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private PictureFiles() {}

  /** One of the files that Pillow wrote. */
  static byte[] resource(String name) {
    try (InputStream in = PictureFiles.class.getResourceAsStream("/pictures/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] some = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(some, 0, deflater.deflate(some));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** A PNG of one colour, which its samples tell at their own depth. */
  static byte[] png(int side, int depth, int colorType, boolean interlaced, int... samples) {
    return png(side, side, depth, colorType, interlaced, List.of(), samples);
  }

  /**
   * @param chunks between header and data
   */
  static byte[] png(
      int width,
      int height,
      int depth,
      int colorType,
      boolean interlaced,
      List<byte[]> chunks,
      int... samples) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int[] pass : interlaced ? ADAM7 : new int[][] {{0, 0, 1, 1}}) {
      int columns = (width - pass[0] + pass[2] - 1) / pass[2];
      int rowCount = (height - pass[1] + pass[3] - 1) / pass[3];
      if (columns > 0 && rowCount > 0) {
        byte[] row = row(columns, depth, samples);
        for (int y = 0; y < rowCount; y++) {
          rows.write(0);
          rows.writeBytes(row);
        }
      }
    }
    return pngOf(
        width,
        height,
        depth,
        colorType,
        interlaced,
        chunks,
        chunk("IDAT", deflated(rows.toByteArray())));
  }

  static byte[] pngOf(
      int width,
      int height,
      int depth,
      int colorType,
      boolean interlaced,
      List<byte[]> chunks,
      byte[] data) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) depth)
            .put((byte) colorType)
            .put(bytes(0, 0, interlaced ? 1 : 0))
            .array();
    List<byte[]> all = new ArrayList<>();
    all.add(ascii("\u0089PNG\r\n\u001a\n"));
    all.add(chunk("IHDR", header));
    all.addAll(chunks);
    all.add(data);
    all.add(chunk("IEND", new byte[0]));
    return join(all.toArray(byte[][]::new));
  }

  private static byte[] row(int columns, int depth, int[] samples) {
    byte[] row = new byte[(columns * samples.length * depth + 7) / 8];
    for (int i = 0; i < columns * samples.length; i++) {
      int value = samples[i % samples.length];
      for (int bit = 0; bit < depth; bit++) {
        if ((value >> depth - 1 - bit & 1) != 0) {
          int at = i * depth + bit;
          row[at / 8] |= (byte) (0x80 >> at % 8);
        }
      }
    }
    return row;
  }

  static byte[] chunk(String name, byte[] data) {
    byte[] named = join(ascii(name), data);
    CRC32 check = new CRC32();
    check.update(named);
    return ByteBuffer.allocate(named.length + 8)
        .putInt(data.length)
        .put(named)
        .putInt((int) check.getValue())
        .array();
  }

  /** A JPEG's segment. */
  static byte[] segment(int marker, byte[] data) {
    return ByteBuffer.allocate(data.length + 4)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (data.length + 2))
        .put(data)
        .array();
  }

  /** A JPEG with segments behind its first mark. */
  static byte[] withSegments(byte[] jpeg, byte[]... segments) {
    byte[] rest = new byte[jpeg.length - 2];
    System.arraycopy(jpeg, 2, rest, 0, rest.length);
    return join(bytes(0xff, 0xd8), join(segments), rest);
  }

  /** A GIF of one colour; its frame may be smaller than its canvas. */
  static byte[] gif(int canvas, int left, int top, int frame, int... rgb) {
    byte[] palette = bytes(0, 0, 0, rgb[0], rgb[1], rgb[2], 255, 255, 255, 9, 9, 9);
    return join(
        ascii("GIF89a"),
        littleEndian(canvas, canvas),
        bytes(0x81, 0, 0),
        palette,
        bytes(0x2c),
        littleEndian(left, top, frame, frame),
        bytes(0),
        gifData(frame * frame),
        bytes(0x3b));
  }

  static byte[] littleEndian(int... values) {
    ByteBuffer shorts = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      shorts.putShort((short) value);
    }
    return shorts.array();
  }

  /** As many indices 1 of two bits, each a code of three bits, starting over before they grow. */
  private static byte[] gifData(int count) {
    BitWriter bits = new BitWriter();
    for (int i = 0; i < count; i++) {
      if (i % 2 == 0) {
        bits.write(4, 3);
      }
      bits.write(1, 3);
    }
    bits.write(5, 3);
    byte[] codes = bits.bytes();
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    blocks.write(2);
    for (int at = 0; at < codes.length; at += 255) {
      int length = Math.min(255, codes.length - at);
      blocks.write(length);
      blocks.write(codes, at, length);
    }
    blocks.write(0);
    return blocks.toByteArray();
  }

  /** A WebP of these chunks. */
  static byte[] webp(byte[]... chunks) {
    byte[] all = join(ascii("WEBP"), join(chunks));
    return join(ascii("RIFF"), length(all.length), all);
  }

  static byte[] webpChunk(String name, byte[] data) {
    return join(ascii(name), length(data.length), data, new byte[data.length & 1]);
  }

  /** The chunks of a WebP without {@code VP8X}. */
  static byte[] onlyChunk(byte[] webp) {
    byte[] chunk = new byte[webp.length - 12];
    System.arraycopy(webp, 12, chunk, 0, chunk.length);
    return chunk;
  }

  /** The chunk that stands before all others and tells the canvas. */
  static byte[] canvas(int flags, int width, int height) {
    ByteBuffer data = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putInt(flags);
    data.put(littleEndian(width - 1)).put((byte) 0).put(littleEndian(height - 1)).put((byte) 0);
    return webpChunk("VP8X", data.array());
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
  }

  /** An ICC profile of three equal curves and a matrix. */
  static byte[] profile(String colorSpace, double gamma, double... colorants) {
    ByteBuffer icc = ByteBuffer.allocate(128 + 4 + 6 * 12 + 3 * 20 + 16);
    icc.putInt(0, icc.capacity());
    icc.position(16).put(ascii(colorSpace)).put(ascii("XYZ "));
    icc.position(36).put(ascii("acsp"));
    int data = 128 + 4 + 6 * 12;
    icc.position(128).putInt(6);
    for (int i = 0; i < 3; i++) {
      icc.put(ascii("rgb".charAt(i) + "XYZ")).putInt(data + 20 * i).putInt(20);
      icc.put(ascii("rgb".charAt(i) + "TRC")).putInt(data + 60).putInt(14);
    }
    for (int i = 0; i < 3; i++) {
      icc.put(ascii("XYZ ")).putInt(0);
      for (int axis = 0; axis < 3; axis++) {
        icc.putInt((int) Math.round(colorants[3 * i + axis] * 65536));
      }
    }
    icc.put(ascii("curv")).putInt(0).putInt(1).putShort((short) Math.round(gamma * 256));
    return icc.array();
  }

  /** Adobe RGB (1998), as its specification gives it. */
  static byte[] adobeRgb() {
    return profile(
        "RGB ", 2.19921875, .60974, .31111, .01947, .20528, .62567, .06087, .14919, .06322, .74457);
  }

  /** Writes bits as GIF and WebP do, the lowest first. */
  static final class BitWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int count;

    BitWriter write(int value, int length) {
      for (int i = 0; i < length; i++) {
        bits |= (value >> i & 1) << count;
        if (++count == 8) {
          out.write(bits);
          bits = 0;
          count = 0;
        }
      }
      return this;
    }

    byte[] bytes() {
      BitWriter padded = write(0, (8 - count) % 8);
      return padded.out.toByteArray();
    }
  }
}
