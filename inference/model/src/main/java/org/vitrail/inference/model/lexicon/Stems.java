package org.vitrail.inference.model.lexicon;

import java.util.Optional;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.germanStemmer;
import org.tartarus.snowball.ext.russianStemmer;

/**
 * The stems of words in languages that inflect much: Snowball's (Porter, snowballstem.org). One
 * thread.
 */
final class Stems {
  private final SnowballStemmer stemmer;
  private final boolean hasCapitals;

  private Stems(SnowballStemmer stemmer, boolean hasCapitals) {
    this.stemmer = stemmer;
    this.hasCapitals = hasCapitals;
  }

  /** Empty for a language whose lexicon lists the forms of its words. */
  static Optional<Stems> of(String language) {
    return switch (language) {
      case "de" -> Optional.of(new Stems(new germanStemmer(), true));
      case "ru" -> Optional.of(new Stems(new russianStemmer(), false));
      default -> Optional.empty();
    };
  }

  /** A word's stem. German nouns, which have capitals, have no stem in common with verbs. */
  String of(Token token) {
    stemmer.setCurrent(token.text());
    stemmer.stem();
    return (hasCapitals && token.isCapital() ? "^" : "") + stemmer.getCurrent();
  }
}
