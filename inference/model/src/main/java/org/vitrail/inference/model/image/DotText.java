package org.vitrail.inference.model.image;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a line into a picture with square dots: sharp at any size, and the same on machines that
 * have no fonts. It knows capitals, digits and a few signs; of another sign its place stays empty.
 */
public final class DotText {
  /** Dots from the upper edge of one line to its lower edge. */
  public static final int HEIGHT = 7;

  private static final int WIDTH = 5;

  /** Seven rows of five dots for each sign, each row as a number whose highest bit is the left. */
  private static final Map<Character, int[]> SIGNS = new HashMap<>();

  static {
    sign('0', 14, 17, 19, 21, 25, 17, 14);
    sign('1', 4, 12, 4, 4, 4, 4, 14);
    sign('2', 14, 17, 1, 2, 4, 8, 31);
    sign('3', 31, 2, 4, 2, 1, 17, 14);
    sign('4', 2, 6, 10, 18, 31, 2, 2);
    sign('5', 31, 16, 30, 1, 1, 17, 14);
    sign('6', 6, 8, 16, 30, 17, 17, 14);
    sign('7', 31, 1, 2, 4, 8, 8, 8);
    sign('8', 14, 17, 17, 14, 17, 17, 14);
    sign('9', 14, 17, 17, 15, 1, 2, 12);
    sign('A', 14, 17, 17, 17, 31, 17, 17);
    sign('B', 30, 17, 17, 30, 17, 17, 30);
    sign('C', 14, 17, 16, 16, 16, 17, 14);
    sign('D', 28, 18, 17, 17, 17, 18, 28);
    sign('E', 31, 16, 16, 30, 16, 16, 31);
    sign('F', 31, 16, 16, 30, 16, 16, 16);
    sign('G', 14, 17, 16, 23, 17, 17, 15);
    sign('H', 17, 17, 17, 31, 17, 17, 17);
    sign('I', 14, 4, 4, 4, 4, 4, 14);
    sign('J', 7, 2, 2, 2, 2, 18, 12);
    sign('K', 17, 18, 20, 24, 20, 18, 17);
    sign('L', 16, 16, 16, 16, 16, 16, 31);
    sign('M', 17, 27, 21, 21, 17, 17, 17);
    sign('N', 17, 17, 25, 21, 19, 17, 17);
    sign('O', 14, 17, 17, 17, 17, 17, 14);
    sign('P', 30, 17, 17, 30, 16, 16, 16);
    sign('Q', 14, 17, 17, 17, 21, 18, 13);
    sign('R', 30, 17, 17, 30, 20, 18, 17);
    sign('S', 15, 16, 16, 14, 1, 1, 30);
    sign('T', 31, 4, 4, 4, 4, 4, 4);
    sign('U', 17, 17, 17, 17, 17, 17, 14);
    sign('V', 17, 17, 17, 17, 17, 10, 4);
    sign('W', 17, 17, 17, 21, 21, 21, 10);
    sign('X', 17, 17, 10, 4, 10, 17, 17);
    sign('Y', 17, 17, 17, 10, 4, 4, 4);
    sign('Z', 31, 1, 2, 4, 8, 16, 31);
    sign('.', 0, 0, 0, 0, 0, 12, 12);
    sign(',', 0, 0, 0, 0, 12, 4, 8);
    sign('-', 0, 0, 0, 31, 0, 0, 0);
    sign('_', 0, 0, 0, 0, 0, 0, 31);
    sign('×', 0, 17, 10, 4, 10, 17, 0);
    sign('(', 2, 4, 8, 8, 8, 4, 2);
    sign(')', 8, 4, 2, 2, 2, 4, 8);
  }

  private DotText() {}

  private static void sign(char sign, int... rows) {
    SIGNS.put(sign, rows);
  }

  /** Dots from the left edge of the first sign to the right edge of the last. */
  public static int width(String text) {
    return Math.max(0, text.length() * (WIDTH + 1) - 1);
  }

  /**
   * Writes over the pixels of a picture; what does not fit is left out.
   *
   * @param left pixels, of the first sign
   * @param top pixels, of the line
   * @param dot pixels along one side of a dot
   * @param color red, green, blue
   */
  public static void write(Pixels onto, String text, int left, int top, int dot, int color) {
    String capitals = text.toUpperCase(Locale.ROOT);
    for (int i = 0; i < capitals.length(); i++) {
      int[] rows = SIGNS.getOrDefault(capitals.charAt(i), new int[HEIGHT]);
      for (int y = 0; y < HEIGHT * dot; y++) {
        for (int x = 0; x < WIDTH * dot; x++) {
          if ((rows[y / dot] >> (WIDTH - 1 - x / dot) & 1) == 1) {
            put(onto, left + i * (WIDTH + 1) * dot + x, top + y, color);
          }
        }
      }
    }
  }

  private static void put(Pixels onto, int x, int y, int color) {
    if (x >= 0 && y >= 0 && x < onto.width() && y < onto.height()) {
      int at = 3 * (y * onto.width() + x);
      onto.rgb()[at] = (byte) (color >> 16);
      onto.rgb()[at + 1] = (byte) (color >> 8);
      onto.rgb()[at + 2] = (byte) color;
    }
  }
}
