package org.vitrail.bot.promptfilter;

/**
 * A glyph at its place in a text. What {@link Spelling} finds out about its neighbourhood is
 * written here once and only read afterwards.
 */
final class Unit {
  static final int NONE = -1;

  final Glyph glyph;

  /** Of its character in the text as written, in UTF-16 units. */
  final int start;

  final int end;

  /** Of a sign: whether it can be read as a letter where it stands. */
  boolean inWord;

  /** The nearest units that words consist of. */
  int previous = NONE;

  int next = NONE;

  /** What stands between this letter and the previous one, as a number; 0 for nothing. */
  int gap;

  /** Whether a blank is among that. */
  boolean blank;

  /** Whether this letter and the previous one may belong to one word for all that stands there. */
  boolean joins;

  /** Whether they join although one of them stands among others: {@code p orn}. */
  boolean uneven;

  /** Whether its word is one letter, or one letter over and over. */
  boolean single;

  /** Of a single letter: whether it is a word by itself, as "a" is. */
  boolean oneLetterWord;

  /** Whether spelling out may begin here: letters before this one do not go on in its manner. */
  boolean freeBefore;

  /** Whether spelling out may end here. */
  boolean freeAfter;

  /** Whether letters around it are of several scripts. */
  boolean mixed;

  /** Whether letters around it are repeated as nobody spells, so that repeats are left out. */
  boolean stretched;

  Unit(Glyph glyph, int start, int end) {
    this.glyph = glyph;
    this.start = start;
    this.end = end;
  }
}
