package org.vitrail.inference.model.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.TextFile;

/**
 * Turns text into ids with a {@code bpe.model} of YouTokenToMe (VKCOM/YouTokenToMe, {@code
 * bpe.cpp}), as ruDALL-E and ruCLIP read it; knows nothing of networks.
 *
 * <p>A word is cut into characters, U+2581 in front, and the rule of the lowest number among those
 * that fit is applied until none fits, the leftmost pair first. Candidates wait in a queue and
 * tokens are linked, so that a word of n characters takes n·log n steps.
 */
public final class Yttm {
  /** Stands in front of each word, and parts words as a blank does. */
  static final int WORD_START = 0x2581;

  /** Written into the place of a token that became part of the one before it. */
  private static final int GONE = -2;

  /** Between two tokens that no rule joins, because characters there are unknown. */
  private static final int UNKNOWN = -1;

  private static final int NONE = -1;

  /**
   * The ids of what is not text.
   *
   * @param unknown of characters that the model does not know, one for a run of them
   */
  record Specials(int unknown, int padding, int start, int end) {}

  /** Makes one token of two; the model's list of them is in the order in which they apply. */
  record Rule(int left, int right, int joined) {}

  private final Map<Integer, Integer> characters;
  private final Rule[] rules;
  private final Map<Long, Integer> ruleOfPair;
  private final Specials specials;

  Yttm(
      Map<Integer, Integer> characters,
      Rule[] rules,
      Map<Long, Integer> ruleOfPair,
      Specials specials) {
    this.characters = characters;
    this.rules = rules;
    this.ruleOfPair = ruleOfPair;
    this.specials = specials;
  }

  /**
   * Reads a model.
   *
   * @throws CheckpointException if the file is missing or not a {@code bpe.model}; the message
   *     names the line
   */
  public static Yttm read(Path file) {
    try {
      return new YttmFile(file, TextFile.read(file)).read();
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  /** The id that begins a text. */
  public int bos() {
    return specials.start();
  }

  /** The id that ends a text. */
  public int eos() {
    return specials.end();
  }

  /** The id that fills a text up. */
  public int pad() {
    return specials.padding();
  }

  /** The id of characters that the model does not know. */
  public int unk() {
    return specials.unknown();
  }

  /** Ids are 0 up to this. */
  public int vocabularySize() {
    return vocabularySize(characters.size(), rules.length);
  }

  static int vocabularySize(int characterCount, int ruleCount) {
    return characterCount + ruleCount + 4;
  }

  /** The text's ids, without a start or an end, in the case of the text as it is. */
  public int[] encode(String text) {
    int[] points = text.codePoints().toArray();
    IntStream.Builder ids = IntStream.builder();
    for (int at = 0; at < points.length; ) {
      int begin = at;
      while (begin < points.length && isBlank(points[begin])) {
        begin++;
      }
      int end = begin;
      while (end < points.length && !isBlank(points[end])) {
        end++;
      }
      if (end > begin) {
        new Word(points, begin, end).join(ids);
      }
      at = end;
    }
    return ids.build().toArray();
  }

  /** C's blanks and the sign that stands for one. */
  private static boolean isBlank(int point) {
    return point == ' ' || point >= '\t' && point <= '\r' || point == WORD_START;
  }

  static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  /** The tokens of one word, linked, and the rules that may join two of them. */
  private final class Word {
    private final int[] tokens;
    private final int[] before;
    private final int[] after;

    /** Rule and place of the left token in one number, the least of which applies next. */
    private final PriorityQueue<Long> candidates = new PriorityQueue<>();

    Word(int[] points, int begin, int end) {
      int[] all = new int[end - begin + 1];
      all[0] = characters.get(WORD_START);
      int count = 1;
      for (int i = begin; i < end; i++) {
        int token = characters.getOrDefault(points[i], UNKNOWN);
        if (token != UNKNOWN || all[count - 1] != UNKNOWN) {
          all[count++] = token;
        }
      }
      tokens = Arrays.copyOf(all, count);
      before = IntStream.range(0, count).map(i -> i - 1).toArray();
      after = IntStream.range(0, count).map(i -> i + 1).toArray();
      after[count - 1] = NONE;
    }

    /** Joins what can be joined and tells the ids. */
    void join(IntStream.Builder ids) {
      for (int i = 0; i + 1 < tokens.length; i++) {
        propose(i);
      }
      while (!candidates.isEmpty()) {
        long candidate = candidates.poll();
        apply((int) (candidate >> Integer.SIZE), (int) candidate);
      }
      for (int at = 0; at != NONE; at = after[at]) {
        ids.add(tokens[at] == UNKNOWN ? specials.unknown() : tokens[at]);
      }
    }

    private void propose(int left) {
      int right = after[left];
      if (tokens[left] != UNKNOWN && tokens[right] != UNKNOWN) {
        Integer rule = ruleOfPair.get(pair(tokens[left], tokens[right]));
        if (rule != null) {
          candidates.add(pair(rule, left));
        }
      }
    }

    /** Does nothing where one of the two has meanwhile become part of another. */
    private void apply(int number, int left) {
      Rule rule = rules[number];
      int right = after[left];
      if (tokens[left] != rule.left() || right == NONE || tokens[right] != rule.right()) {
        return;
      }
      tokens[left] = rule.joined();
      tokens[right] = GONE;
      after[left] = after[right];
      if (before[left] != NONE) {
        propose(before[left]);
      }
      if (after[left] != NONE) {
        before[after[left]] = left;
        propose(left);
      }
    }
  }
}
