package org.vitrail.bot.promptfilter;

import java.lang.Character.UnicodeScript;

/**
 * Marks what shows only over a whole word, or over letters spelled out one by one: that it mixes
 * scripts, and that its letters are repeated as nobody spells, which is one letter three times in a
 * row, or each letter at least twice.
 */
final class Clusters {
  private static final int REPEATS_OF_NO_WORD = 3;
  private static final int MIN_DOUBLES = 3;

  private Clusters() {}

  static void mark(Unit[] units) {
    for (int from = 0; from < units.length; ) {
      int end = from + 1;
      while (end < units.length && !begins(units, end)) {
        end++;
      }
      boolean mixed = isMixed(units, from, end);
      boolean stretched = isStretched(units, from, end);
      for (int i = from; i < end; i++) {
        units[i].mixed = mixed;
        units[i].stretched = stretched;
      }
      from = end;
    }
  }

  private static boolean begins(Unit[] units, int i) {
    Unit unit = units[i];
    boolean spelledOut = unit.joins && unit.single && units[unit.previous].single;
    return unit.glyph.inWords() && unit.gap != 0 && !spelledOut;
  }

  private static boolean isMixed(Unit[] units, int from, int end) {
    UnicodeScript first = null;
    for (int i = from; i < end; i++) {
      UnicodeScript script = units[i].glyph.script();
      if (units[i].glyph.kind() == Glyph.Kind.LETTER && script != UnicodeScript.COMMON) {
        if (first != null && first != script) {
          return true;
        }
        first = script;
      }
    }
    return false;
  }

  private static boolean isStretched(Unit[] units, int from, int end) {
    int runs = 0;
    int length = 0;
    boolean allDoubled = true;
    int last = 0;
    for (int i = from; i < end; i++) {
      Glyph glyph = units[i].glyph;
      if (!glyph.inWords() && !units[i].inWord) {
        continue;
      }
      if (glyph.usualLetter() == last) {
        length++;
      } else {
        allDoubled &= runs == 0 || length > 1;
        last = glyph.usualLetter();
        length = 1;
        runs++;
      }
      if (length == REPEATS_OF_NO_WORD) {
        return true;
      }
    }
    return allDoubled && length > 1 && runs >= MIN_DOUBLES;
  }
}
