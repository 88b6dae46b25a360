package org.vitrail.bot.promptfilter;

import java.util.Set;

/**
 * Marks which letters may belong to one word for all that stands between them. Knows no rules.
 *
 * <p>They may
 *
 * <ul>
 *   <li>with signs between them: {@code p.o-r_n}, {@code po.rn}; not where an apostrophe begins an
 *       English ending, as "he'll" is not "hell";
 *   <li>with blanks between them, if each stands alone: {@code p o r n}; or if one stands alone
 *       that is no word by itself: {@code p orn}.
 * </ul>
 *
 * <p>In Chinese, where every character may begin a word, the marks of sentences and lists part what
 * is on their two sides: 金色、情侣.
 *
 * <p>Spelled out words are whole words, too: C L A S S holds no shorter one. So spelling out begins
 * and ends where the letters around do not go on in its manner, but for words of one letter.
 */
final class Gaps {
  private static final Set<String> ENGLISH_ENDINGS = Set.of("s", "t", "d", "m", "ll", "re", "ve");

  /** Parts a word falls into are short; {@code b} and {@code utterfly} are two words. */
  private static final int MAX_BESIDE_SINGLE = 4;

  private static final String APOSTROPHES = "'’‘`´";
  private static final String PARTING = ",;:!?/|，。、；：！？…()（）[]【】「」『』《》〈〉\"“”‘’\n";

  private Gaps() {}

  static void mark(Unit[] units) {
    markGaps(units);
    markFreeEnds(units);
  }

  private static void markGaps(Unit[] units) {
    for (int i = 0; i < units.length; i++) {
      Unit unit = units[i];
      if (!unit.glyph.inWords() || unit.previous == Unit.NONE || unit.previous == i - 1) {
        continue;
      }
      String gap = between(units, unit.previous + 1, i);
      unit.blank = gap.chars().anyMatch(Character::isWhitespace);
      unit.gap = gap.hashCode() | 1;
      unit.joins = joins(units, i, gap);
    }
  }

  private static String between(Unit[] units, int from, int end) {
    if (end - from == 1 && units[from].glyph.letter() == ' ') {
      return " ";
    }
    StringBuilder between = new StringBuilder();
    for (int i = from; i < end; i++) {
      Glyph glyph = units[i].glyph;
      boolean space = glyph.kind() == Glyph.Kind.SPACE && glyph.letter() != '\n';
      between.appendCodePoint(space ? ' ' : glyph.letter());
    }
    return between.toString();
  }

  private static boolean joins(Unit[] units, int i, String gap) {
    Unit before = units[units[i].previous];
    Unit after = units[i];
    boolean blank = after.blank;
    if (before.glyph.standsAlone() || after.glyph.standsAlone()) {
      return !parts(gap) && (!blank || before.single && after.single);
    }
    if (!blank) {
      boolean apostrophe = gap.length() == 1 && APOSTROPHES.contains(gap);
      return !apostrophe || !ENGLISH_ENDINGS.contains(wordFrom(units, i));
    }
    if (before.single && after.single) {
      return true;
    }
    after.uneven =
        gap.isBlank()
            && (after.single
                ? stands(after) && lengthBack(units, units[i].previous) <= MAX_BESIDE_SINGLE
                : before.single
                    && stands(before)
                    && wordFrom(units, i).length() <= MAX_BESIDE_SINGLE);
    return after.uneven;
  }

  /** Whether a single letter stands there for no reason of its own. */
  private static boolean stands(Unit single) {
    return single.glyph.kind() == Glyph.Kind.LETTER && (!single.oneLetterWord || single.joins);
  }

  private static boolean parts(String gap) {
    return gap.chars().anyMatch(sign -> PARTING.indexOf(sign) >= 0);
  }

  /** At most one letter more than anyone asks for. */
  private static String wordFrom(Unit[] units, int from) {
    StringBuilder word = new StringBuilder();
    for (int i = from; i < units.length && i <= from + MAX_BESIDE_SINGLE; i++) {
      if (!units[i].glyph.inWords()) {
        break;
      }
      word.appendCodePoint(units[i].glyph.letter());
    }
    return word.toString();
  }

  private static int lengthBack(Unit[] units, int last) {
    int first = last;
    while (first >= 0 && last - first <= MAX_BESIDE_SINGLE && units[first].glyph.inWords()) {
      first--;
    }
    return last - first;
  }

  private static void markFreeEnds(Unit[] units) {
    for (int i = 0; i < units.length; i++) {
      Unit unit = units[i];
      if (unit.previous == Unit.NONE) {
        unit.freeBefore = true;
      } else {
        Unit before = units[unit.previous];
        unit.freeBefore = isFree(unit, before, before.gap, before.freeBefore);
      }
    }
    for (int i = units.length - 1; i >= 0; i--) {
      Unit unit = units[i];
      if (unit.next == Unit.NONE) {
        unit.freeAfter = true;
      } else {
        Unit next = units[unit.next];
        int gapBeyond = next.next == Unit.NONE ? 0 : units[next.next].gap;
        unit.freeAfter = isFree(next, next, gapBeyond, next.freeAfter);
      }
    }
  }

  /**
   * @param gap the unit that knows the gap in question
   * @param beyond the letter on its other side
   * @param gapBeyond the gap behind that letter
   * @param freeBeyond whether spelling out may end at that letter
   */
  private static boolean isFree(Unit gap, Unit beyond, int gapBeyond, boolean freeBeyond) {
    if (!gap.joins || beyond.glyph.standsAlone() || gap.blank && !beyond.single) {
      return true;
    }
    return beyond.oneLetterWord && (gapBeyond != gap.gap || freeBeyond);
  }
}
