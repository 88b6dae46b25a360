package org.vitrail.bot.promptfilter;

/**
 * How far a part of a text has been read as a rule, and by what means.
 *
 * @param first the unit it begins with
 * @param last the unit read last
 * @param gap what stands between its letters, {@link Unit#gap}; 0 while it was read without gaps
 * @param uneven whether a gap is of the kind {@link Unit#uneven}
 * @param means counts of what was read as what
 */
record Reading(
    BlockedTermTree.Node node, int first, int last, int gap, boolean uneven, Means means) {
  private static final int MAX_HIDDEN = 2;

  /** So short a rule needs at least as many letters as digits, as A55 is a road. */
  private static final int SHORT = 3;

  /**
   * @param plain letters and digits read as themselves
   * @param digits read as letters
   * @param signs read as letters
   * @param hidden signs read as any letter
   */
  record Means(int plain, int digits, int signs, int hidden) {
    static final Means NONE = new Means(0, 0, 0, 0);

    Means andPlain() {
      return new Means(plain + 1, digits, signs, hidden);
    }

    Means andDigit() {
      return new Means(plain, digits + 1, signs, hidden);
    }

    Means andSign() {
      return new Means(plain, digits, signs + 1, hidden);
    }

    Means andHidden() {
      return new Means(plain, digits, signs, hidden + 1);
    }
  }

  static Reading begin(BlockedTermTree.Node root, int first) {
    return new Reading(root, first, first, 0, false, Means.NONE);
  }

  Reading read(BlockedTermTree.Node to, int unit, Means by) {
    return new Reading(to, first, unit, gap, uneven, by);
  }

  /** The same without a further letter of the rule. */
  Reading at(BlockedTermTree.Node to, int unit) {
    return new Reading(to, first, unit, gap, uneven, means);
  }

  Reading across(Unit unit) {
    return new Reading(node, first, last, unit.gap, uneven || unit.uneven, means);
  }

  boolean mayHideMore() {
    return means.plain > 0 && means.hidden < MAX_HIDDEN && node.isLetter();
  }

  /** Whether enough of it is there for taking it as the rule's words. */
  boolean isConvincing() {
    if (node.depth <= SHORT && (uneven || means.hidden > 0 || means.digits > means.plain)) {
      return false;
    }
    return means.plain > 0 && means.hidden <= means.plain && !guessesTooMuch();
  }

  /** A hidden letter next to digits is more often a number, such as NU-3. */
  private boolean guessesTooMuch() {
    return means.hidden > 0 && means.digits > 0 && means.hidden + means.digits >= means.plain;
  }

  boolean isPlain() {
    return gap == 0 && means.digits + means.signs + means.hidden == 0;
  }
}
