package org.vitrail.bot.promptfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vitrail.bot.promptfilter.BlockedTermTree.Node;
import org.vitrail.bot.promptfilter.Reading.Means;

/**
 * Finds the rules of a tree in a text, once through it from the left.
 *
 * <p>Every ambiguity is followed at once: the readings that are possible so far are kept side by
 * side, at most one for each node of the tree and each of {@link #KINDS kinds}. So the time is
 * bounded by the text's length times the tree's size whatever is written, and is near the text's
 * length for what people write (K. Thompson, "Regular Expression Search Algorithm", 1968, with a
 * tree in place of the expression).
 */
final class BlockedTermScan {
  /** With gaps between letters or without, with hidden letters or without. */
  private static final int KINDS = 4;

  private final Unit[] units;
  private final BlockedTermTree tree;
  private final Consumer<Found> found;

  /** By node and kind: the unit after which a reading stood there, counted from 1. */
  private final int[] reached;

  private List<Reading> readings = new ArrayList<>();
  private List<Reading> next = new ArrayList<>();

  /**
   * A rule at a place.
   *
   * @param first of its units
   * @param last of its units
   */
  record Found(BlockRule rule, int first, int last) {}

  private BlockedTermScan(Unit[] units, BlockedTermTree tree, Consumer<Found> found) {
    this.units = units;
    this.tree = tree;
    this.found = found;
    this.reached = new int[KINDS * tree.nodeCount()];
  }

  /** Hands over every rule at every place. */
  static void run(Unit[] units, BlockedTermTree tree, Consumer<Found> found) {
    BlockedTermScan scan = new BlockedTermScan(units, tree, found);
    for (int i = 0; i < units.length; i++) {
      scan.read(i);
    }
  }

  private void read(int i) {
    Unit unit = units[i];
    next.clear();
    if (unit.glyph.inWords()) {
      for (Reading reading : readings) {
        goOn(reading, i);
      }
    } else {
      for (Reading reading : readings) {
        boolean adjacent = reading.last() == i - 1;
        if (adjacent || isBetween(reading)) {
          readInWord(reading, i);
        }
        keep(reading, i);
      }
    }
    if (beginsWord(i)) {
      readInWord(Reading.begin(tree.root(), i), i);
    }
    List<Reading> read = readings;
    readings = next;
    next = read;
  }

  private void readInWord(Reading reading, int i) {
    Unit unit = units[i];
    if (unit.glyph.inWords() || unit.glyph.standsAlone()) {
      readLetter(reading, i);
    }
    if (unit.inWord) {
      readSign(reading, i);
    }
  }

  private void goOn(Reading reading, int i) {
    Unit unit = units[i];
    if (reading.last() == i - 1 || isBetween(reading)) {
      readLetter(reading, i);
    } else if (unit.joins) {
      Unit first = units[reading.first()];
      if (first.gap != unit.gap || first.freeBefore) {
        readLetter(reading.across(unit), i);
      }
    }
  }

  private static boolean isBetween(Reading reading) {
    return reading.node().letter == Node.BETWEEN;
  }

  private void readLetter(Reading reading, int i) {
    Unit unit = units[i];
    Glyph glyph = unit.glyph;
    Node node = reading.node();
    plainly(reading, glyph.letter(), i);
    if (unit.mixed) {
      for (int letter : glyph.mixed()) {
        plainly(reading, letter, i);
      }
    }
    if (glyph.kind() == Glyph.Kind.DIGIT) {
      replace(reading, i);
    }
    if (node.letter == Node.ANY_ENDING && reading.last() == i - 1 && !glyph.standsAlone()) {
      add(reading.at(node, i), i);
    }
    if (unit.stretched && node.isLetter() && repeats(glyph, node.letter)) {
      add(reading.at(node, i), i);
    }
  }

  private void readSign(Reading reading, int i) {
    Unit unit = units[i];
    replace(reading, i);
    if (unit.glyph.reach().hides() && reading.mayHideMore()) {
      for (Node child : reading.node().children()) {
        if (child.isLetter() && Character.isAlphabetic(child.letter) && !child.endsWord()) {
          add(reading.read(child, i, reading.means().andHidden()), i);
        }
      }
    }
    if (unit.stretched && reading.node().isLetter() && repeats(unit.glyph, reading.node().letter)) {
      add(reading.at(reading.node(), i), i);
    }
  }

  private void plainly(Reading reading, int letter, int i) {
    Node child = reading.node().child(letter);
    if (child != null) {
      add(reading.read(child, i, reading.means().andPlain()), i);
    }
  }

  private void replace(Reading reading, int i) {
    boolean digit = units[i].glyph.kind() == Glyph.Kind.DIGIT;
    Means by = digit ? reading.means().andDigit() : reading.means().andSign();
    for (int letter : units[i].glyph.standsFor()) {
      Node child = reading.node().child(letter);
      if (child != null) {
        add(reading.read(child, i, by), i);
      }
    }
  }

  private static boolean repeats(Glyph glyph, int letter) {
    return glyph.letter() == letter || glyph.usualLetter() == letter;
  }

  private void keep(Reading reading, int i) {
    if (isNew(reading, i)) {
      next.add(reading);
    }
  }

  private void add(Reading reading, int i) {
    if (!isNew(reading, i)) {
      return;
    }
    next.add(reading);
    Node node = reading.node();
    if (!node.rules.isEmpty() && endsWord(i) && mayEnd(reading, i)) {
      for (BlockRule rule : node.rules) {
        if (rule.kind() != BlockRule.Kind.EXCEPTION || reading.isPlain()) {
          found.accept(new Found(rule, reading.first(), i));
        }
      }
    }
    step(reading, Node.ANY_ENDING, i);
    step(reading, Node.BETWEEN, i);
  }

  private void step(Reading reading, int letter, int i) {
    Node child = reading.node().child(letter);
    if (child != null) {
      add(reading.at(child, reading.last()), i);
    }
  }

  private boolean isNew(Reading reading, int i) {
    int kind = (reading.gap() == 0 ? 0 : 1) + (reading.means().hidden() == 0 ? 0 : 2);
    int place = KINDS * reading.node().id + kind;
    boolean fresh = reached[place] != i + 1;
    reached[place] = i + 1;
    return fresh;
  }

  private boolean beginsWord(int i) {
    Unit unit = units[i];
    if (unit.glyph.kind() == Glyph.Kind.MARK) {
      return false;
    }
    if (unit.glyph.standsAlone() || i == 0) {
      return unit.glyph.inWords() || unit.glyph.standsAlone() || unit.inWord;
    }
    Glyph before = units[i - 1].glyph;
    return unit.glyph.inWords()
        ? !before.inWords() || before.standsAlone()
        : unit.inWord && unit.glyph.reach().leading() && before.kind() == Glyph.Kind.SPACE;
  }

  private boolean endsWord(int i) {
    if (i + 1 == units.length) {
      return true;
    }
    Glyph after = units[i + 1].glyph;
    boolean parted = units[i].glyph.standsAlone() || after.standsAlone() || !after.inWords();
    return parted && after.kind() != Glyph.Kind.MARK;
  }

  private boolean mayEnd(Reading reading, int i) {
    if (!reading.isConvincing()) {
      return false;
    }
    Unit unit = units[i];
    boolean goesOn =
        reading.gap() != 0 && unit.next != Unit.NONE && units[unit.next].gap == reading.gap();
    return !goesOn || unit.freeAfter || reading.node().letter == Node.ANY_ENDING;
  }
}
