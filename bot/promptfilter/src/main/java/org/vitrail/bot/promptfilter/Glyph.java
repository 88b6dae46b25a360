package org.vitrail.bot.promptfilter;

import java.lang.Character.UnicodeScript;

/**
 * A character once case, accents and styles are evened out, with what else it may be read as.
 *
 * @param letter what it is compared by; in rules nothing else counts
 * @param standsFor letters that a digit or sign may stand for, most usual first
 * @param mixed letters it may be read as in a word that mixes scripts
 * @param reach where in a word it may stand in for a letter
 * @param script what it was written in before look-alikes were evened out
 */
record Glyph(
    int letter, Kind kind, int[] standsFor, int[] mixed, Reach reach, UnicodeScript script) {

  /**
   * Where in a word a character that is no letter may stand in for one.
   *
   * @param hides whether it may hide one letter of a word, as a {@code *} does
   * @param leading whether it may be a letter at the start of a word, as in {@code $ex}
   * @param trailing whether it may be a letter at the end of a word, as in {@code as$}
   */
  record Reach(boolean hides, boolean leading, boolean trailing) {}

  enum Kind {
    LETTER,
    DIGIT,
    /** Belongs to the letter before it. */
    MARK,
    /** Of a script that puts no blanks between words: a word may begin and end at each. */
    IDEOGRAPH,
    /** An emoji and the like: a word of its own, or something between letters. */
    SYMBOL,
    SPACE,
    SIGN
  }

  /** Whether words consist of it; all else stands between words, or in place of a letter. */
  boolean inWords() {
    return kind == Kind.LETTER || kind == Kind.DIGIT || kind == Kind.MARK || kind == Kind.IDEOGRAPH;
  }

  boolean standsAlone() {
    return kind == Kind.IDEOGRAPH || kind == Kind.SYMBOL;
  }

  /** Whether the person who writes it one time too often means this letter. */
  int usualLetter() {
    return kind == Kind.LETTER || standsFor.length == 0 ? letter : standsFor[0];
  }

  /** Whether people write it as a word of one letter, in English or Russian, or as a number. */
  boolean isOneLetterWord() {
    if (kind == Kind.DIGIT) {
      return true;
    }
    return switch (script) {
      case LATIN -> "aio".indexOf(letter) >= 0;
      // as letters that look alike are written after evening out
      case CYRILLIC -> "aиbkocyябжэ".indexOf(letter) >= 0;
      default -> false;
    };
  }
}
