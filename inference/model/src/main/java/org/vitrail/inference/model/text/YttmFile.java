package org.vitrail.inference.model.text;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;

/**
 * The text of a {@code bpe.model}: a line with the numbers of characters and rules; a line for each
 * character, its code point and id; a line for each rule, the ids of two tokens and of what they
 * become; a line with the ids of unknown, padding, start and end. Every id below the sum of all is
 * given once.
 */
final class YttmFile {
  /** Published models know 16,384 tokens; more than this would only fill the memory. */
  private static final int MAX_TOKENS = 1_000_000;

  private static final int MAX_DIGITS = 9;

  private final Path file;
  private final byte[] text;
  private int position;
  private int line;

  private int tokenCount;
  private final BitSet given = new BitSet();

  YttmFile(Path file, byte[] text) {
    this.file = file;
    this.text = text;
  }

  /**
   * @throws CheckpointException naming the line that is wrong
   */
  Yttm read() {
    if (text.length == 0 || text[0] < '0' || text[0] > '9') {
      throw FileKind.misread(
          file, "a bpe.model of YouTokenToMe", "it does not begin with a number.", null);
    }
    int[] counts = numbers("the numbers of characters and rules", 2);
    tokenCount = Yttm.vocabularySize(counts[0], counts[1]);
    if (counts[0] > MAX_TOKENS || counts[1] > MAX_TOKENS || tokenCount > text.length) {
      throw wrong(
          counts[0]
              + " characters and "
              + counts[1]
              + " rules do not fit into a file of "
              + text.length
              + " bytes");
    }
    Map<Integer, Integer> characters = characters(counts[0]);
    Map<Long, Integer> ruleOfPair = new HashMap<>();
    Yttm.Rule[] rules = new Yttm.Rule[counts[1]];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = rule();
      if (ruleOfPair.put(Yttm.pair(rules[i].left(), rules[i].right()), i) != null) {
        throw wrong("an earlier rule joins " + rules[i].left() + " and " + rules[i].right());
      }
    }
    int[] ids = numbers("the ids of unknown, padding, start and end", 4);
    for (int id : ids) {
      give(id);
    }
    requireEnd();
    return new Yttm(
        characters, rules, ruleOfPair, new Yttm.Specials(ids[0], ids[1], ids[2], ids[3]));
  }

  private Map<Integer, Integer> characters(int count) {
    Map<Integer, Integer> characters = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int[] character = numbers("a character's code point and its id", 2);
      int point = character[0];
      if (!Character.isValidCodePoint(point) || Character.getType(point) == Character.SURROGATE) {
        throw wrong(point + " is no code point of a character");
      }
      if (characters.put(point, give(character[1])) != null) {
        throw wrong("the character of code point " + point + " has an id already");
      }
    }
    if (!characters.containsKey(Yttm.WORD_START)) {
      throw wrong(
          "no character has the code point " + Yttm.WORD_START + ", which begins every word");
    }
    return characters;
  }

  private Yttm.Rule rule() {
    int[] ids = numbers("the ids of two tokens and of what they become", 3);
    for (int part = 0; part < 2; part++) {
      if (!given.get(ids[part])) {
        throw wrong("no line before gives the id " + ids[part] + " to a token");
      }
    }
    return new Yttm.Rule(ids[0], ids[1], give(ids[2]));
  }

  private int give(int id) {
    if (id >= tokenCount) {
      throw wrong("the id " + id + " is not below " + tokenCount + ", the number of tokens");
    }
    if (given.get(id)) {
      throw wrong("the id " + id + " is given twice");
    }
    given.set(id);
    return id;
  }

  /** The numbers of the next line, none negative. */
  private int[] numbers(String what, int count) {
    line++;
    if (position == text.length) {
      throw wrong("the file ends where " + what + " should stand; it was cut short");
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      skipBlanks();
      int begin = position;
      while (position < text.length && text[position] >= '0' && text[position] <= '9') {
        numbers[i] = 10 * numbers[i] + text[position] - '0';
        position++;
        if (position - begin > MAX_DIGITS) {
          throw wrong("a number has more than " + MAX_DIGITS + " digits");
        }
      }
      if (position == begin) {
        throw wrong("it should hold " + count + " whole numbers, " + what);
      }
    }
    skipBlanks();
    if (position < text.length && text[position] != '\n') {
      throw wrong("it should hold nothing but " + count + " whole numbers, " + what);
    }
    position = Math.min(position + 1, text.length);
    return numbers;
  }

  private void skipBlanks() {
    while (position < text.length && (text[position] == ' ' || text[position] == '\r')) {
      position++;
    }
  }

  private void requireEnd() {
    line++;
    while (position < text.length && Character.isWhitespace(text[position])) {
      position++;
    }
    if (position < text.length) {
      throw wrong("more lines follow than the first one announces");
    }
  }

  private CheckpointException wrong(String problem) {
    return new CheckpointException(
        file, "line " + line + ": " + problem + ". Fetch it again, or check which file is meant.");
  }
}
