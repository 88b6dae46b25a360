package org.vitrail.bot.command.wording;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.nio.charset.StandardCharsets;

/**
 * Shortens text between what people see as characters: extended grapheme clusters (UAX #29), so
 * that a flag, a family emoji or a letter with its accents is kept whole or left out. Platforms
 * count in different units; each has its method.
 */
public final class TextCut {
  private static final String ELLIPSIS = "…";

  private TextCut() {}

  /**
   * The text in at most so many UTF-16 units, with an ellipsis where something was left out.
   *
   * @param most at least 1
   */
  public static String toUnits(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, end(text, most - ELLIPSIS.length())) + ELLIPSIS;
  }

  /**
   * The text in at most so many code points, with an ellipsis where something was left out.
   *
   * @param most at least 1
   */
  public static String toCodePoints(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, end(text, text.offsetByCodePoints(0, most - 1))) + ELLIPSIS;
  }

  /** The beginning of the text in at most so many bytes of UTF-8, without an ellipsis. */
  public static String toBytes(String text, int most) {
    int bytes = 0;
    int units = 0;
    while (units < text.length()) {
      int letter = text.codePointAt(units);
      bytes += Character.toString(letter).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > most) {
        return text.substring(0, end(text, units));
      }
      units += Character.charCount(letter);
    }
    return text;
  }

  /**
   * Where to cut a text that goes on elsewhere: the last place up to {@code most} UTF-16 units
   * where no character is torn. A single one that is longer, such as a letter under a thousand
   * accents, is torn between its code points.
   */
  public static int end(String text, int most) {
    if (most >= text.length()) {
      return text.length();
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(ULocale.ROOT);
    characters.setText(text);
    int end = characters.isBoundary(most) ? most : characters.preceding(most);
    if (end > 0) {
      return end;
    }
    boolean tearsPair =
        most > 0
            && Character.isHighSurrogate(text.charAt(most - 1))
            && Character.isLowSurrogate(text.charAt(most));
    return tearsPair ? most - 1 : most;
  }
}
