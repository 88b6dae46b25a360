package org.vitrail.inference.model.lexicon;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A word of a text, or one of its Chinese characters, between which no space stands.
 *
 * @param text in lower case, with {@code е} for {@code ё}, as people leave its dots away
 * @param isCapital whether it begins with a capital letter
 * @param start of it in the text, in UTF-16 units
 * @param end behind it
 */
record Token(String text, boolean isCapital, int start, int end) {
  /** The words of a text; hyphens part words. */
  static List<Token> of(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      int end = at + Character.charCount(c);
      if (isPart(c)) {
        while (!isHan(c) && end < text.length() && continues(text, end)) {
          end += Character.charCount(text.codePointAt(end));
        }
        tokens.add(new Token(normal(text.substring(at, end)), Character.isUpperCase(c), at, end));
      }
      at = end;
    }
    return tokens;
  }

  private static boolean continues(String text, int at) {
    int c = text.codePointAt(at);
    boolean isApostrophe = c == '\'' || c == '’';
    return isPart(c) && !isHan(c)
        || isApostrophe && at + 1 < text.length() && Character.isLetter(text.codePointAt(at + 1));
  }

  private static boolean isPart(int c) {
    return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  static boolean isHan(int c) {
    return UnicodeScript.of(c) == UnicodeScript.HAN;
  }

  private static String normal(String word) {
    String lower = word.toLowerCase(Locale.ROOT).replace('’', '\'').replace('ё', 'е');
    return lower.endsWith("'s") ? lower.substring(0, lower.length() - 2) : lower;
  }
}
