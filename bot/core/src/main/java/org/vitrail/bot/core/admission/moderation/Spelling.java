package org.vitrail.bot.core.admission.moderation;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Brings words to one spelling, for comparing and never for showing.
 *
 * <p>Evened out are: full-width and styled letters (NFKC, UAX #15), case, accents, invisible
 * characters, and the letters and digits that are commonly put in place of a Latin letter they look
 * like. The table holds only what a reader takes for that letter at a glance; the whole of UTS #39
 * would make words of other scripts equal that are not. In scripts that put no spaces between words
 * each character becomes a word, and so does each symbol.
 */
final class Spelling {
  private static final String LOOK_ALIKE = "авекмнорстухіјѕԁһαεικνορτυχıɑɡłøđ0134579";
  private static final String LATIN = "abekmhopctyxijsdhaeikvoptuxiaglodoieastg";

  private static final Pattern ACCENTS = Pattern.compile("[\\x{300}-\\x{36F}]");
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cf}\\p{Cc}\\x{115F}\\x{1160}\\x{3164}\\x{FFA0}\\x{FE00}-\\x{FE0F}]");
  private static final Pattern ONE_BY_ONE =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}"
              + "\\p{IsMyanmar}\\p{So}]\\p{M}*");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}\\p{M}\\p{So}]+");
  private static final Pattern AT_IN_WORD =
      Pattern.compile("(?<=[\\p{L}\\p{N}])@(?=[\\p{L}\\p{N}])");
  private static final Pattern DOLLAR_IN_WORD =
      Pattern.compile("(?<=[\\p{L}\\p{N}])\\$(?=[\\p{L}\\p{N}])");

  private Spelling() {}

  /** The words of a text in their normal spelling. */
  static List<String> words(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    String bare = without(INVISIBLE, without(ACCENTS, decomposed(folded)));
    String composed = Normalizer.normalize(bare, Normalizer.Form.NFC);
    String signs =
        DOLLAR_IN_WORD.matcher(AT_IN_WORD.matcher(composed).replaceAll("a")).replaceAll("s");
    String spaced = ONE_BY_ONE.matcher(latin(signs)).replaceAll(" $0 ");
    String plain = BETWEEN_WORDS.matcher(spaced).replaceAll(" ").strip();
    return plain.isEmpty() ? List.of() : List.of(plain.split(" "));
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }

  private static String without(Pattern unwanted, String text) {
    return unwanted.matcher(text).replaceAll("");
  }

  private static String latin(String text) {
    StringBuilder latin = new StringBuilder(text);
    for (int i = 0; i < latin.length(); i++) {
      int at = LOOK_ALIKE.indexOf(latin.charAt(i));
      if (at >= 0) {
        latin.setCharAt(i, LATIN.charAt(at));
      }
    }
    return latin.toString();
  }
}
