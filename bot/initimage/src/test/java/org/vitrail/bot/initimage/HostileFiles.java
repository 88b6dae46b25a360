package org.vitrail.bot.initimage;

import static org.vitrail.bot.initimage.PictureFiles.ascii;
import static org.vitrail.bot.initimage.PictureFiles.bytes;
import static org.vitrail.bot.initimage.PictureFiles.canvas;
import static org.vitrail.bot.initimage.PictureFiles.chunk;
import static org.vitrail.bot.initimage.PictureFiles.deflated;
import static org.vitrail.bot.initimage.PictureFiles.gif;
import static org.vitrail.bot.initimage.PictureFiles.join;
import static org.vitrail.bot.initimage.PictureFiles.onlyChunk;
import static org.vitrail.bot.initimage.PictureFiles.png;
import static org.vitrail.bot.initimage.PictureFiles.pngOf;
import static org.vitrail.bot.initimage.PictureFiles.resource;
import static org.vitrail.bot.initimage.PictureFiles.segment;
import static org.vitrail.bot.initimage.PictureFiles.webp;
import static org.vitrail.bot.initimage.PictureFiles.webpChunk;
import static org.vitrail.bot.initimage.PictureFiles.withSegments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.bot.initimage.PictureFiles.BitWriter;

/**
 * Small files that ask for much, and what the answer to each is: a picture, or why there is none.
 */
final class HostileFiles {
  /** In place of a reason. */
  static final String READ = "READ";

  private static final int BOMB_BYTES = 120 << 20;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> answers = new LinkedHashMap<>();

  HostileFiles() {
    pngs();
    jpegs();
    gifs();
    webps();
  }

  Map<String, byte[]> files() {
    return files;
  }

  Map<String, String> answers() {
    return answers;
  }

  private void add(String name, String answer, byte[] file) {
    files.put(name, file);
    answers.put(name, answer);
  }

  private void pngs() {
    byte[] bomb = deflatedZeros(BOMB_BYTES);
    add("png-text-bomb", READ, grey(chunk("zTXt", join(ascii("a\0\0"), bomb))));
    add("png-unicode-text-bomb", READ, grey(chunk("iTXt", join(ascii("a\0\1\0\0\0"), bomb))));
    byte[] profile = chunk("iCCP", join(ascii("a\0\0"), bomb));
    add("png-profile-bomb", READ, grey(profile));
    add(
        "png-many-profiles",
        READ,
        grey(join(Collections.nCopies(40, profile).toArray(byte[][]::new))));
    add("png-endless-data", READ, grey(new byte[0], bomb));
    byte[] pixels = deflatedZeros(7000 * 7001);
    add(
        "png-49-megapixels",
        READ,
        pngOf(7000, 7000, 8, 0, false, List.of(), chunk("IDAT", pixels)));
    byte[] passes = deflatedZeros(7000 * 7000 + 15_000);
    add("png-interlaced", READ, pngOf(7000, 7000, 8, 0, true, List.of(), chunk("IDAT", passes)));
    add(
        "png-few-pixels-told",
        "BROKEN",
        pngOf(7000, 7000, 16, 6, false, List.of(), chunk("IDAT", deflatedZeros(99))));
    add(
        "png-many-empty-data",
        "BROKEN",
        pngOf(64, 64, 8, 0, false, List.of(), repeated(chunk("IDAT", new byte[0]), 500_000)));
    add("png-many-chunks", READ, grey(repeated(chunk("teSt", new byte[0]), 500_000)));
    add("png-long-chunk", "CUT", grey(join(bytes(0x7f, 0xff, 0xff, 0xff), ascii("zTXt"))));
    add("png-exif-circle", READ, grey(chunk("eXIf", exifCircle())));
    add(
        "png-huge",
        "SIDE_LONG",
        pngOf(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6, true, List.of(), chunk("IDAT", pixels)));
  }

  private static byte[] grey(byte[] chunks) {
    return png(64, 64, 8, 0, false, List.of(chunks), 100);
  }

  private static byte[] grey(byte[] chunks, byte[] data) {
    return pngOf(64, 64, 8, 0, false, List.of(chunks), chunk("IDAT", data));
  }

  private void jpegs() {
    byte[] jpeg = resource("rgb.jpg");
    add("jpeg-scans", "COSTLY", scans(64, 1500));
    add("jpeg-large-scans", "COSTLY", scans(7000, 60));
    add("jpeg-large-buffered", "MEGAPIXELS", scans(7000, 3));
    byte[] tables = segment(0xc4, join(bytes(0x10, 1), new byte[15], bytes(0)));
    add("jpeg-many-tables", READ, withSegments(jpeg, repeated(tables, 200_000)));
    byte[] app = segment(0xe2, join(ascii("ICC_PROFILE\0"), bytes(1, 1), new byte[65_000]));
    add("jpeg-many-profiles", READ, withSegments(jpeg, repeated(app, 250)));
    byte[] comment = segment(0xfe, new byte[0]);
    add("jpeg-many-comments", READ, withSegments(jpeg, repeated(comment, 1_000_000)));
    add(
        "jpeg-exif-circle",
        READ,
        withSegments(jpeg, segment(0xe1, join(ascii("Exif\0\0"), exifCircle()))));
    int scan = indexOf(jpeg, 0xda);
    byte[] restarts = repeated(bytes(0xff, 0xd0), 2_000_000);
    byte[] head = Arrays.copyOf(jpeg, scan + 14);
    add("jpeg-restarts", READ, join(head, restarts, bytes(0xff, 0xd9)));
    add("jpeg-12-bit", "VARIANT", patched(jpeg, indexOf(jpeg, 0xc0) + 4, 12));
    add("jpeg-arithmetic", "VARIANT", patched(jpeg, indexOf(jpeg, 0xc0) + 1, 0xc9));
    add("jpeg-fill", "CUT", join(bytes(0xff, 0xd8), repeated(bytes(0xff), 1_000_000)));
  }

  /** Progressive scans of a few bytes, each of which goes through all blocks. */
  private static byte[] scans(int side, int count) {
    byte[] frame =
        bytes(
            8, side >> 8, side & 255, side >> 8, side & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0);
    byte[] table = join(bytes(0), bytes(1), new byte[15], bytes(0));
    byte[] scan = join(segment(0xda, bytes(3, 1, 0, 2, 0, 3, 0, 0, 0, 0)), bytes(0));
    byte[] quantizers = join(bytes(0), new byte[64]);
    Arrays.fill(quantizers, 1, 65, (byte) 1);
    return join(
        bytes(0xff, 0xd8),
        segment(0xdb, quantizers),
        segment(0xc2, frame),
        segment(0xc4, table),
        repeated(scan, count),
        bytes(0xff, 0xd9));
  }

  private void gifs() {
    byte[] gif = gif(64, 0, 0, 64, 100, 100, 100);
    byte[] head = Arrays.copyOf(gif, 13 + 12);
    byte[] image = Arrays.copyOfRange(gif, head.length, gif.length);
    byte[] comment = join(bytes(0x21, 0xfe, 1, 7, 0));
    add("gif-comments", READ, join(head, repeated(comment, 3_600_000), image));
    byte[] long1 = join(bytes(0x21, 0xfe), repeated(bytes(1, 7), 9_000_000), bytes(0));
    add("gif-long-comment", READ, join(head, long1, image));
    add("gif-no-image", "CUT", join(head, repeated(comment, 1_000_000)));
    add(
        "gif-many-frames",
        READ,
        join(head, repeated(Arrays.copyOf(image, image.length - 1), 9000)));
    byte[] huge = gif.clone();
    Arrays.fill(huge, 6, 10, (byte) 0xff);
    add("gif-huge-canvas", "SIDE_LONG", huge);
    BitWriter clears = new BitWriter();
    for (int i = 0; i < 6_000_000; i++) {
      clears.write(4, 3);
    }
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    byte[] codes = clears.bytes();
    for (int at = 0; at + 255 <= codes.length; at += 255) {
      blocks.write(255);
      blocks.write(codes, at, 255);
    }
    byte[] start = Arrays.copyOf(gif, head.length + 10);
    add(
        "gif-nothing-but-clear",
        "BROKEN",
        join(start, bytes(2), blocks.toByteArray(), bytes(0, 0x3b)));
  }

  private void webps() {
    String claim = "UklGRhwAAABXRUJQVlA4TA8AAAAvD8ADAAcQ/Y/+ByKi/wEA";
    byte[] small = Base64.getDecoder().decode(claim);
    ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 7070 | 7070 << 14);
    add("webp-36-bytes-50-megapixels", READ, small);
    add("webp-8193-groups", "COSTLY", groups(400, 8193, 8193));
    add("webp-65536-groups-told", READ, groups(400, 2, 65_536));
    byte[] frame = new byte[0];
    for (int i = 0; i < 3000; i++) {
      frame = webpChunk("ANMF", join(new byte[16], frame));
    }
    add("webp-nested-frames", "CUT", webp(canvas(2, 64, 64), frame));
    add(
        "webp-many-chunks",
        READ,
        webp(
            canvas(0, 64, 48),
            repeated(webpChunk("TEST", new byte[0]), 500_000),
            onlyChunk(resource("wave.webp"))));
    add(
        "webp-other-canvas",
        "BROKEN",
        webp(canvas(0, 3000, 3000), onlyChunk(resource("wave.webp"))));
    add("webp-lossy-49-megapixels", "MEGAPIXELS", lossySays(7000, 7000));
    add("webp-lossy-says-larger", "BROKEN", lossySays(1500, 1500));
    add(
        "webp-exif-circle",
        READ,
        webp(canvas(8, 64, 48), onlyChunk(resource("wave.webp")), webpChunk("EXIF", exifCircle())));
  }

  private static byte[] lossySays(int width, int height) {
    byte[] webp = resource("lossy.webp");
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(26, width | height << 16);
    return webp;
  }

  /**
   * Lossless WebP whose blocks of four by four pixels use so many groups of codes, of all those
   * that are told.
   */
  private static byte[] groups(int side, int used, int told) {
    BitWriter bits = new BitWriter();
    bits.write(0x2f, 8).write(side - 1, 14).write(side - 1, 14).write(0, 4);
    bits.write(0, 2).write(1, 1).write(0, 3);
    // The numbers of the groups, a picture itself: any green and red, blue and alpha always 0.
    bits.write(0, 1);
    anyByte(bits, 256 + 24);
    anyByte(bits, 256);
    nothing(bits).write(1, 1).write(0, 3);
    nothing(bits);
    int blocks = (side + 3) / 4 * ((side + 3) / 4);
    for (int i = 0; i < blocks; i++) {
      int group = i == 0 ? told - 1 : i % used;
      bits.write(Integer.reverse(group & 255) >>> 24, 8);
      bits.write(Integer.reverse(group >> 8) >>> 24, 8);
    }
    for (int i = 0; i < 5 * told; i++) {
      nothing(bits);
    }
    return webp(webpChunk("VP8L", bits.bytes()));
  }

  /** A code of one symbol, 0, which takes no bits. */
  private static BitWriter nothing(BitWriter bits) {
    return bits.write(1, 1).write(0, 3);
  }

  /** A code in which the first 256 symbols have eight bits each, and no other any. */
  private static void anyByte(BitWriter bits, int alphabet) {
    // Lengths are told by a code of 8 and "zeros" (17), of one bit each.
    bits.write(0, 1).write(8, 4);
    for (int length : new int[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}) {
      bits.write(length, 3);
    }
    bits.write(0, 1);
    for (int i = 0; i < 256; i++) {
      bits.write(0, 1);
    }
    for (int left = alphabet - 256; left > 0; left -= 8) {
      bits.write(1, 1).write(5, 3);
    }
  }

  /** A directory that says it has 65,535 entries and points at itself. */
  private static byte[] exifCircle() {
    ByteBuffer exif = ByteBuffer.allocate(60).put(ascii("MM")).putShort((short) 42).putInt(8);
    exif.putShort((short) -1);
    for (int tag : new int[] {0x8769, 0x8825, 0xa005, 0x014a}) {
      exif.putShort((short) tag).putShort((short) 4).putInt(1).putInt(8);
    }
    return exif.array();
  }

  private static byte[] deflatedZeros(int count) {
    return deflated(new byte[count]);
  }

  private static byte[] repeated(byte[] part, int count) {
    byte[] all = new byte[part.length * count];
    for (int i = 0; i < all.length; i++) {
      all[i] = part[i % part.length];
    }
    return all;
  }

  private static byte[] patched(byte[] file, int at, int value) {
    byte[] patched = file.clone();
    patched[at] = (byte) value;
    return patched;
  }

  private static int indexOf(byte[] jpeg, int marker) {
    int at = 0;
    while ((jpeg[at] & 0xff) != 0xff || (jpeg[at + 1] & 0xff) != marker) {
      at++;
    }
    return at;
  }
}
