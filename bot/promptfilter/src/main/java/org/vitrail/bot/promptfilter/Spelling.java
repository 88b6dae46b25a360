package org.vitrail.bot.promptfilter;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a text as units: letters as they are compared, and where words may begin, go on and end.
 * Knows no rules. A word is a run of letters and digits; {@link Gaps} says what may stand between.
 */
final class Spelling {
  private Spelling() {}

  static Unit[] of(String text) {
    List<Unit> read = new ArrayList<>(text.length());
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      int end = at + Character.charCount(character);
      for (Glyph glyph : Alphabet.read(character)) {
        read.add(new Unit(glyph, at, end));
      }
      at = end;
    }
    Unit[] units = read.toArray(Unit[]::new);
    link(units);
    markSigns(units);
    markWords(units);
    Gaps.mark(units);
    Clusters.mark(units);
    return units;
  }

  private static void link(Unit[] units) {
    int last = Unit.NONE;
    for (int i = 0; i < units.length; i++) {
      units[i].previous = last;
      if (units[i].glyph.inWords()) {
        if (last != Unit.NONE) {
          units[last].next = i;
        }
        last = i;
      }
    }
  }

  /** A sign is read as a letter between letters, and some at a word's edge. */
  private static void markSigns(Unit[] units) {
    boolean letterFollows = false;
    for (int i = units.length - 1; i >= 0; i--) {
      Glyph glyph = units[i].glyph;
      if (glyph.inWords()) {
        letterFollows = true;
      } else {
        boolean readable = glyph.reach().hides() || glyph.standsFor().length > 0;
        boolean letterBefore = i > 0 && units[i - 1].glyph.kind() != Glyph.Kind.SPACE;
        units[i].inWord =
            readable
                && (letterBefore
                    ? letterFollows || glyph.reach().trailing()
                    : letterFollows && glyph.reach().leading());
        letterFollows = letterFollows && readable;
      }
    }
  }

  private static void markWords(Unit[] units) {
    for (int from = 0; from < units.length; ) {
      int end = from + 1;
      boolean same = units[from].glyph.inWords();
      while (same && end < units.length && units[end].glyph.inWords()) {
        end++;
      }
      boolean single = same;
      for (int i = from; single && i < end; i++) {
        single = units[i].glyph.usualLetter() == units[from].glyph.usualLetter();
      }
      boolean ideographs = end - from > 1 && units[from].glyph.standsAlone();
      for (int i = from; i < end; i++) {
        units[i].single = single && !ideographs;
        units[i].oneLetterWord = single && end - from == 1 && units[from].glyph.isOneLetterWord();
      }
      from = end;
    }
  }
}
