package org.vitrail.bot.initimage.format;

import java.io.IOException;

/**
 * Pixels of lossless WebP as they are written (RFC 9649, 3.5 to 3.7), before any transform, in
 * their order: literal, copied from before, or from a cache of colours. Keeps the last 2²⁰ pixels,
 * further than which no copy can reach back.
 */
final class LosslessPixels {
  /** Encoders make up to a few thousand; a file can ask for 65,536, which would be half a GB. */
  private static final int MAX_GROUPS = 8192;

  private static final int WINDOW = 1 << 20;
  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int CACHE_HASH = 0x1e35a7bd;

  /** Distances of the first 120 codes: rows up in the upper four bits, 8 − columns in the lower. */
  private static final int[] NEAR = {
    0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05, 0x37, 0x39,
    0x15, 0x1b, 0x36, 0x3a, 0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c, 0x35, 0x3b, 0x46, 0x4a,
    0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03, 0x57, 0x59, 0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d,
    0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1e, 0x66, 0x6a, 0x22, 0x2e,
    0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b, 0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f,
    0x64, 0x6c, 0x42, 0x4e, 0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e,
    0x00, 0x74, 0x7c, 0x41, 0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72,
    0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70
  };

  private final BitReader in;
  private final int width;
  private final int[] window;
  private final int[] cache;
  private final int cacheShift;

  /** Codes for green and lengths, red, blue, alpha, distances; of each group that is used. */
  private final PrefixCode[][] groups;

  /** Which group a block of pixels uses; absent where there is but one. */
  private final char[] groupByBlock;

  private final int blockBits;
  private long count;
  private int copyLeft;
  private int copyDistance;

  /**
   * Reads the codes.
   *
   * @param main whether it is the picture itself, whose blocks may have codes of their own
   */
  LosslessPixels(BitReader in, int width, int height, boolean main) throws IOException {
    this.in = in;
    this.width = width;
    long pixels = (long) width * height;
    window = new int[Math.max(1, Integer.highestOneBit((int) Math.min(WINDOW, 2 * pixels - 1)))];
    int cacheBits = in.flag() ? in.read(4) : 0;
    if (cacheBits > 11) {
      throw PictureException.broken("A WebP's cache has up to 11 bits, not " + cacheBits + ".");
    }
    cache = cacheBits > 0 ? new int[1 << cacheBits] : null;
    cacheShift = Integer.SIZE - cacheBits;
    boolean several = main && in.flag();
    blockBits = several ? 2 + in.read(3) : 0;
    groupByBlock = several ? groups(blocks(width), blocks(height)) : null;
    groups = readCodes(cache == null ? 0 : cache.length);
    in.requireNotPastEnd();
  }

  private int blocks(int size) {
    return size + (1 << blockBits) - 1 >> blockBits;
  }

  private char[] groups(int columns, int rows) throws IOException {
    LosslessPixels numbers = new LosslessPixels(in, columns, rows, false);
    char[] all = new char[columns * rows];
    for (int i = 0; i < all.length; i++) {
      all[i] = (char) (numbers.next() >> 8);
    }
    return all;
  }

  /** Groups that no block uses are read and forgotten. */
  private PrefixCode[][] readCodes(int cacheSize) throws IOException {
    boolean[] used = new boolean[1 << Character.SIZE];
    int last = 0;
    int usedCount = 1;
    used[0] = groupByBlock == null;
    if (groupByBlock != null) {
      usedCount = 0;
      for (char group : groupByBlock) {
        usedCount += used[group] ? 0 : 1;
        used[group] = true;
        last = Math.max(last, group);
      }
    }
    if (usedCount > MAX_GROUPS) {
      throw PictureException.costly("The WebP has " + usedCount + " groups of codes.");
    }
    PrefixCode[][] read = new PrefixCode[last + 1][];
    for (int i = 0; i <= last; i++) {
      PrefixCode[] group = {
        PrefixCode.read(in, LITERALS + LENGTHS + cacheSize),
        PrefixCode.read(in, LITERALS),
        PrefixCode.read(in, LITERALS),
        PrefixCode.read(in, LITERALS),
        PrefixCode.read(in, DISTANCES)
      };
      read[i] = used[i] ? group : null;
      in.requireNotPastEnd();
    }
    return read;
  }

  /** The next row, as far as there is room for it. */
  void row(int[] argb) throws IOException {
    for (int x = 0; x < argb.length; x++) {
      argb[x] = next();
    }
  }

  /** All of a small picture. */
  int[] all(int pixels) throws IOException {
    int[] all = new int[pixels];
    row(all);
    return all;
  }

  private int next() throws IOException {
    int argb = copyLeft > 0 ? copied() : decoded();
    window[(int) count & window.length - 1] = argb;
    if (cache != null) {
      cache[argb * CACHE_HASH >>> cacheShift] = argb;
    }
    count++;
    return argb;
  }

  private int copied() {
    copyLeft--;
    return window[(int) (count - copyDistance) & window.length - 1];
  }

  private int decoded() throws IOException {
    in.requireNotPastEnd();
    PrefixCode[] group = groups[group()];
    int symbol = group[0].next(in);
    if (symbol < LITERALS) {
      int red = group[1].next(in);
      int blue = group[2].next(in);
      int alpha = group[3].next(in);
      return alpha << 24 | red << 16 | symbol << 8 | blue;
    }
    if (symbol >= LITERALS + LENGTHS) {
      return cache[symbol - LITERALS - LENGTHS];
    }
    copyLeft = amount(symbol - LITERALS);
    copyDistance = distance(amount(group[4].next(in)));
    if (copyDistance > count || copyDistance > window.length) {
      throw PictureException.broken("The WebP copies pixels from before its first.");
    }
    return copied();
  }

  private int group() {
    if (groupByBlock == null) {
      return 0;
    }
    int x = (int) (count % width);
    int y = (int) (count / width);
    return groupByBlock[(y >> blockBits) * blocks(width) + (x >> blockBits)];
  }

  private int amount(int prefix) {
    if (prefix < 4) {
      return prefix + 1;
    }
    int extra = prefix - 2 >> 1;
    return (2 + (prefix & 1) << extra) + in.read(extra) + 1;
  }

  private int distance(int code) {
    if (code > NEAR.length) {
      return code - NEAR.length;
    }
    int near = NEAR[code - 1];
    return Math.max(1, (near >> 4) * width + 8 - (near & 15));
  }
}
