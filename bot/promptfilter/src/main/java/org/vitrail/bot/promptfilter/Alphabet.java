package org.vitrail.bot.promptfilter;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.regex.Pattern;
import org.vitrail.bot.promptfilter.Glyph.Kind;

/**
 * Reads one character as the glyphs it is compared by: none for an invisible one, two for {@code
 * ß}. Knows nothing of the characters around it.
 */
final class Alphabet {
  private static final Glyph[] NOTHING = {};
  private static final int[] NO_LETTERS = {};

  private static final Pattern ACCENTS =
      Pattern.compile(
          "[\\x{300}-\\x{36F}\\x{483}-\\x{489}\\x{1AB0}-\\x{1AFF}\\x{1DC0}-\\x{1DFF}"
              + "\\x{20D0}-\\x{20FF}\\x{FE20}-\\x{FE2F}]");

  /** Besides what Unicode calls formats and controls: fillers, variation selectors, skin tones. */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cf}\\p{Cs}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{3164}\\x{FFA0}"
              + "\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}\\x{1F3FB}-\\x{1F3FF}]|[\\p{Cc}&&\\S]");

  private static final int BLANK_OF_BRAILLE = 0x2800;

  /** Each row holds A to Z: flags' letters, and the circled and squared ones that NFKC leaves. */
  private static final int[] CAPITALS = {0x1F1E6, 0x1F150, 0x1F170};

  private static final int LETTERS_IN_ROW = 26;

  /**
   * What was asked before, by character of the planes with letters of living scripts and of
   * mathematics. Several threads may fill it at once: they write equal and immutable glyphs.
   */
  private static final Glyph[][] KNOWN = new Glyph[0x20000][];

  private static final LookAlikes TABLE = LookAlikes.load(Alphabet::folded);

  private Alphabet() {}

  static Glyph[] read(int codePoint) {
    if (codePoint >= KNOWN.length) {
      return glyphs(codePoint);
    }
    Glyph[] known = KNOWN[codePoint];
    if (known == null) {
      known = glyphs(codePoint);
      KNOWN[codePoint] = known;
    }
    return known;
  }

  private static Glyph[] glyphs(int codePoint) {
    String folded = folded(codePoint);
    return folded.isEmpty()
        ? NOTHING
        : folded.codePoints().mapToObj(Alphabet::glyph).toArray(Glyph[]::new);
  }

  /** In lower case, without accents and styles. */
  private static String folded(int codePoint) {
    for (int first : CAPITALS) {
      if (codePoint >= first && codePoint < first + LETTERS_IN_ROW) {
        return Character.toString('a' + codePoint - first);
      }
    }
    if (codePoint == BLANK_OF_BRAILLE) {
      return " ";
    }
    String text = Character.toString(codePoint);
    if (codePoint < 0x80) {
      return INVISIBLE.matcher(text).matches() ? "" : text.toLowerCase(Locale.ROOT);
    }
    if (INVISIBLE.matcher(text).matches()) {
      return "";
    }
    String lower =
        Normalizer.normalize(text, Form.NFKC).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String bare = ACCENTS.matcher(Normalizer.normalize(lower, Form.NFD)).replaceAll("");
    return Normalizer.normalize(bare, Form.NFC);
  }

  private static Glyph glyph(int folded) {
    int letter = TABLE.same(folded);
    int[] standsFor = TABLE.standsFor(folded);
    boolean sign = standsFor.length > 0 || TABLE.hides(folded);
    Kind kind = kind(letter, sign);
    return new Glyph(
        letter,
        kind,
        standsFor,
        kind == Kind.LETTER ? TABLE.mixed(folded) : NO_LETTERS,
        new Glyph.Reach(
            TABLE.hides(folded) || kind == Kind.SYMBOL,
            TABLE.leading(folded),
            TABLE.trailing(folded)),
        UnicodeScript.of(folded));
  }

  private static Kind kind(int letter, boolean sign) {
    return switch (Character.getType(letter)) {
      case Character.DECIMAL_DIGIT_NUMBER -> Kind.DIGIT;
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          Kind.MARK;
      case Character.OTHER_SYMBOL -> sign ? Kind.SIGN : Kind.SYMBOL;
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          isWithoutBlanks(UnicodeScript.of(letter)) ? Kind.IDEOGRAPH : Kind.LETTER;
      default ->
          Character.isWhitespace(letter) || Character.isSpaceChar(letter) ? Kind.SPACE : Kind.SIGN;
    };
  }

  private static boolean isWithoutBlanks(UnicodeScript script) {
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
