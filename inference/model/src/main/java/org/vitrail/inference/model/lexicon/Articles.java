package org.vitrail.inference.model.lexicon;

import java.util.regex.Pattern;

/** English indefinite articles, as the captions had them that the model was taught. */
final class Articles {
  private static final Pattern VOWEL =
      Pattern.compile("(?!uni|eu|one|u-)(?:[aeiou]|hour).*", Pattern.DOTALL);

  private Articles() {}

  /** A phrase with its article before it. */
  static String with(String phrase) {
    return of(phrase) + " " + phrase;
  }

  /** The article that goes before a phrase. */
  static String of(String phrase) {
    return VOWEL.matcher(phrase).matches() ? "an" : "a";
  }

  static boolean isOne(String word) {
    return word.equals("a") || word.equals("an");
  }
}
