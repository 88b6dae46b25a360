package org.vitrail.inference.model.weights.file;

/**
 * Text that a stranger chose, as it may stand in a message, a log or on a terminal: what steers a
 * terminal, begins a line of its own, turns the reading direction or is not seen at all becomes a
 * visible escape.
 *
 * <p>Such are the control and format characters of Unicode (C0, C1, bidirectional controls, zero
 * widths, byte order marks, tags), its line and paragraph separators, and halves of characters. A
 * joiner between two emoji stays, since the picture falls apart without it.
 */
public final class EscapedText {
  /** A message of more characters is read by nobody. */
  private static final int MAX_MESSAGE = 4_000;

  private static final int JOINER = 0x200d;

  private EscapedText() {}

  /** A whole message, on one line. */
  public static String text(String text) {
    return text(text, MAX_MESSAGE);
  }

  /** A text on one line, cut with an ellipsis behind so many characters. */
  public static String text(String text, int most) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), most) + 1);
    int count = 0;
    for (int at = 0; at < text.length(); count++) {
      if (count == most) {
        return shown.append('…').toString();
      }
      int point = text.codePointAt(at);
      if (isPlain(point) || point == JOINER && joinsEmoji(text, at)) {
        shown.appendCodePoint(point);
      } else {
        shown.append(escape(point));
      }
      at += Character.charCount(point);
    }
    return shown.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static boolean joinsEmoji(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && isOfEmoji(text.codePointBefore(at))
        && isOfEmoji(text.codePointAt(at + 1));
  }

  /** A picture, the tone of its skin, or the wish that it be coloured. */
  private static boolean isOfEmoji(int point) {
    int type = Character.getType(point);
    return type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL || point == 0xfe0f;
  }

  private static String escape(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u{%x}", point);
    };
  }
}
