package org.vitrail.bot.command;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word that begins with dashes, as {@code --seed=7}: what keyboards make of two hyphens is read
 * as two hyphens. Knows no option.
 *
 * <p>Phones turn {@code --} into an en or em dash, Chinese keyboards type {@code ——} or {@code －－},
 * Japanese ones {@code ーー}; copied texts bring U+2212 and U+2010. Full-width letters, digits and
 * equals signs count as the plain ones (Unicode's NFKC); invisible characters are left out.
 *
 * @param typed dashes and name, as typed
 * @param name without dashes, before any equals sign
 * @param value behind the equals sign
 */
record OptionWord(String typed, Dashes dashes, String name, Optional<String> value) {
  /** What stands before a name. */
  enum Dashes {
    /** One, as short as a hyphen. */
    HYPHEN,
    /** One that phones type for two hyphens. */
    LONG,
    /** Two or more of any kind. */
    TWO
  }

  /** Dash punctuation (Unicode's Pd), minus signs, a bullet, rules, and the long-vowel mark. */
  static final String DASH = "[\\p{Pd}\u02D7\u2043\u207B\u2212\u2500\u2501\u30FC\uFF70]";

  private static final Pattern LONG = Pattern.compile("[\u2012-\u2015\u2E3A\u2E3B\u2500\u2501]");

  /** A name has a letter: {@code -5} and {@code --5} are numbers. */
  private static final Pattern FORM =
      Pattern.compile("(" + DASH + "++)(\\p{N}*\\p{L}[^=＝﹦]*)(?:[=＝﹦](.*))?");

  private static final Pattern GLUED =
      Pattern.compile("(?<=[\\p{L}\\p{N}])" + DASH + "{2,}\\p{L}.*");
  private static final Pattern BEGUN = Pattern.compile("(" + DASH + "++)(.*)");
  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");

  /** What the word says if it begins with dashes and has a name; quoted words never do. */
  static Optional<OptionWord> of(Word word) {
    return word.quoted() ? Optional.empty() : of(word.bare());
  }

  /** The option that stands behind other letters without a space, as in {@code cat--seed}. */
  static Optional<OptionWord> gluedTo(Word word) {
    Matcher glued = GLUED.matcher(word.quoted() ? "" : word.bare());
    return glued.find() ? of(glued.group()) : Optional.empty();
  }

  private static Optional<OptionWord> of(String word) {
    Matcher form = FORM.matcher(INVISIBLE.matcher(word).replaceAll(""));
    if (!form.matches()) {
      return Optional.empty();
    }
    String typed = form.group(1);
    Dashes dashes = LONG.matcher(typed).matches() ? Dashes.LONG : Dashes.HYPHEN;
    return Optional.of(
        new OptionWord(
            typed + form.group(2),
            typed.length() > 1 ? Dashes.TWO : dashes,
            plain(form.group(2)),
            Optional.ofNullable(form.group(3))));
  }

  /** Whether the word is nothing but dashes. */
  static boolean isDash(Word word) {
    return begun(word.text()).equals(Optional.of("--"));
  }

  /** A word that begins with dashes as it would begin with two hyphens, however much is typed. */
  static Optional<String> begun(String word) {
    Matcher begun = BEGUN.matcher(word);
    return begun.matches() ? Optional.of("--" + plain(begun.group(2))) : Optional.empty();
  }

  /** With hyphens for dashes, and plain letters and digits for full-width ones. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .replaceAll(DASH, "-")
        .codePoints()
        .map(it -> Character.isDigit(it) ? '0' + Character.digit(it, 10) : it)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
