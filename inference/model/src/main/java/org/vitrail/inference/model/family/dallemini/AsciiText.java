package org.vitrail.inference.model.family.dallemini;

import java.lang.Character.UnicodeBlock;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.gcardone.junidecode.Junidecode;

/**
 * Writes any text in ASCII, character by character, as the authors of DALL·E mini had it done.
 *
 * <p>junidecode's table is older than theirs and ends at U+FFFF: beyond it, it takes a character
 * for another one with the same last sixteen bits. So each code point is looked up alone; letters
 * that are another letter in a frame or a fancy hand are taken for that letter (Unicode's form
 * NFKC); a small table holds what was added or changed since. A character that nothing is known of
 * is left out.
 */
final class AsciiText {
  private static final int LAST_IN_TABLE = 0xffff;

  /** What junidecode writes where it knows nothing. */
  private static final String UNKNOWN = "[?]";

  /** Blocks of letters and digits in a frame, a fancy hand or another size. */
  private static final Set<UnicodeBlock> FANCY =
      Set.of(
          UnicodeBlock.MATHEMATICAL_ALPHANUMERIC_SYMBOLS,
          UnicodeBlock.ENCLOSED_ALPHANUMERICS,
          UnicodeBlock.ENCLOSED_ALPHANUMERIC_SUPPLEMENT,
          UnicodeBlock.SUPERSCRIPTS_AND_SUBSCRIPTS);

  /** Blocks of Latin letters that junidecode lacks. */
  private static final Set<UnicodeBlock> LATIN =
      Set.of(
          UnicodeBlock.PHONETIC_EXTENSIONS,
          UnicodeBlock.PHONETIC_EXTENSIONS_SUPPLEMENT,
          UnicodeBlock.LATIN_EXTENDED_C);

  private static final Pattern LATIN_NAME =
      Pattern.compile(
          "(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL"
              + "|MODIFIER LETTER (?:SMALL|CAPITAL)|LATIN SUBSCRIPT SMALL LETTER)"
              + " (?:TURNED |REVERSED |OPEN |SIDEWAYS )?([A-Z]{1,2})(?: WITH .*)?");

  private static final Pattern FRAMED_NAME =
      Pattern.compile("(SQUARED|NEGATIVE SQUARED|NEGATIVE CIRCLED) LATIN CAPITAL LETTER ([A-Z])");

  private static final Map<Integer, String> NEWER = newer();

  private AsciiText() {}

  /** The text in ASCII; halves of a surrogate pair are left out. */
  static String of(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints().forEach(c -> ascii.append(of(c)));
    return ascii.toString();
  }

  private static String of(int c) {
    if (c < 0x80) {
      return Character.toString(c);
    }
    String newer = NEWER.get(c);
    if (newer != null) {
      return newer;
    }
    UnicodeBlock block = UnicodeBlock.of(c);
    if (block == null) {
      return "";
    }
    if (FANCY.contains(block)) {
      return fancy(c);
    }
    if (LATIN.contains(block)) {
      return latin(c);
    }
    if (c > LAST_IN_TABLE) {
      return "";
    }
    String ascii = Junidecode.unidecode(Character.toString(c));
    if (ascii.startsWith(UNKNOWN)) {
      return block == UnicodeBlock.ENCLOSED_CJK_LETTERS_AND_MONTHS ? number(c) : "";
    }
    return ascii;
  }

  private static String fancy(int c) {
    Matcher framed = FRAMED_NAME.matcher(name(c));
    if (framed.matches()) {
      return framed.group(1).endsWith("SQUARED")
          ? "[" + framed.group(2) + "]"
          : "(" + framed.group(2) + ")";
    }
    String plain = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC);
    if (plain.equals(Character.toString(c))) {
      return number(c);
    }
    StringBuilder ascii = new StringBuilder();
    plain
        .codePoints()
        .forEach(letter -> ascii.append(isGreek(letter) ? lastWord(letter) : of(letter)));
    return ascii.toString();
  }

  private static String number(int c) {
    int value = Character.getNumericValue(c);
    return value < 0 ? "" : Integer.toString(value);
  }

  /** A formula's Greek letters are spelled out, those of a Greek text are not. */
  private static boolean isGreek(int c) {
    return UnicodeBlock.of(c) == UnicodeBlock.GREEK;
  }

  private static String lastWord(int c) {
    String name = name(c);
    return name.substring(name.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
  }

  private static String latin(int c) {
    Matcher letter = LATIN_NAME.matcher(name(c));
    return letter.matches() ? letter.group(1) : "";
  }

  private static String name(int c) {
    String name = Character.getName(c);
    return name == null ? "" : name;
  }

  /** Signs and letters that junidecode lacks or that are written in another way since. */
  private static Map<Integer, String> newer() {
    String[][] pairs = {
      {"₴", "UAH"},
      {"₵", "C|"},
      {"₸", "T"},
      {"₹", "Rs"},
      {"₺", "L"},
      {"₼", "m"},
      {"₽", "R"},
      {"₾", "l"},
      {"₿", "BTC"},
      {"№", "No. "},
      {"¼", " 1/4"},
      {"½", " 1/2"},
      {"¾", " 3/4"},
      {"℃", ""},
      {"℉", ""},
      {"℅", " c/o "},
      {"≤", "<="},
      {"≥", ">="},
      {"≦", "<="},
      {"≧", ">="},
      {"−", "-"},
      {"∕", "/"},
      {"∗", "*"},
      {"∣", "|"},
      {"∶", ":"},
      {"∼", "~"},
      {"♯", "#"},
      {"✱", "*"},
      {"❘", "|"},
      {"❜", "'"},
      {"❝", "\""},
      {"❞", "\""},
      {"❢", "!"},
      {"⁎", "*"},
      {"⁓", "~"},
      {"Є", "Ie"},
      {"Ъ", "'"},
      {"ъ", "'"},
      {"し", "shi"},
      {"ち", "chi"},
      {"っ", "tsu"},
      {"つ", "tsu"},
      {"シ", "shi"},
      {"チ", "chi"},
      {"ッ", "tsu"},
      {"ツ", "tsu"},
      {"א", "A"},
      {"ח", "H"},
      {"ך", "KH"},
      {"כ", "KH"},
      {"ק", "k"},
      {"־", "-"},
      {"\u05b0", ""},
      {"\u05bc", ""}
    };
    Map<Integer, String> all = new HashMap<>();
    for (String[] pair : pairs) {
      all.put(pair[0].codePointAt(0), pair[1]);
    }
    return Map.copyOf(all);
  }
}
