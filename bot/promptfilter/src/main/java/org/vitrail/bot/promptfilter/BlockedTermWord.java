package org.vitrail.bot.promptfilter;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of a rule in the letters it is compared by.
 *
 * @param anyEnding whether it was typed with a {@code *} at its end
 */
record BlockedTermWord(List<Integer> letters, boolean anyEnding) {
  private static final int STAR = '*';

  /** Fewer letters before a {@code *} would block half of the dictionary. */
  private static final int MIN_BEFORE_STAR = 2;

  BlockedTermWord {
    letters = List.copyOf(letters);
  }

  /**
   * @throws RuleException when there is no word, or a {@code *} stands elsewhere than at a word's
   *     end
   */
  static List<BlockedTermWord> of(String text) throws RuleException {
    List<BlockedTermWord> words = new ArrayList<>();
    List<Integer> letters = new ArrayList<>();
    Unit[] units = Spelling.of(text);
    for (int i = 0; i < units.length; i++) {
      Glyph glyph = units[i].glyph;
      if (glyph.inWords() || glyph.standsAlone()) {
        letters.add(glyph.letter());
      } else if (glyph.letter() == STAR) {
        boolean endsWord = i + 1 == units.length || !units[i + 1].glyph.inWords();
        if (letters.size() < MIN_BEFORE_STAR || !endsWord) {
          throw new RuleException("rule.star", text, MIN_BEFORE_STAR);
        }
        words.add(new BlockedTermWord(letters, true));
        letters.clear();
      } else if (units[i].inWord && glyph.standsFor().length > 0) {
        letters.add(glyph.usualLetter());
      } else if (!letters.isEmpty()) {
        words.add(new BlockedTermWord(letters, false));
        letters.clear();
      }
    }
    if (!letters.isEmpty()) {
      words.add(new BlockedTermWord(letters, false));
    }
    if (words.isEmpty()) {
      throw new RuleException("rule.no-letters", text);
    }
    return words;
  }
}
