package org.vitrail.inference.prompt;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text of a prompt for models that weigh texts, as it was typed: {@code desert:50 | in the
 * snow:25 | fog:-5:0.4}. The way of writing is that of the notebooks by Katherine Crowson and
 * nerdyrodent ({@code parse_prompt} of generate.py): texts between bars, or {@code ^} from phrase
 * to phrase of a story, each with a weight and a stop behind its last two colons. They end in an
 * error where such a colon belongs to the text. Here it is one of the text if what follows has a
 * blank in it or before it and is no number ({@code Dune: part two}, {@code ratio 3:2 clock}), is
 * an address's ({@code http://…}), has neither letter nor digit ({@code :)}), is written in a
 * script without blanks, or if the piece ends in a time or a ratio ({@code at 12:30}, {@code cinema
 * 16:9}).
 *
 * @param whole what stands between two bars
 * @param text of it
 * @param weightTyped behind its colon; empty for none
 * @param stopTyped likewise
 */
public record PromptPiece(
    String whole, String text, Optional<String> weightTyped, Optional<String> stopTyped) {
  /** The most that a text may weigh, for or against. */
  public static final int MOST_WEIGHT = 1000;

  private static final Pattern BARS = Pattern.compile("\\|");

  /** Between the phrases of a story. */
  private static final Pattern PHRASES = Pattern.compile("\\^");

  /** A time or a ratio, at the end. */
  private static final Pattern TIME = Pattern.compile("(^|\\s)\\d+(:\\d+)+\\s*$");

  /** What is a number to Python is; Java's suffixes and hexadecimals are none. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private static final Pattern ENDLESS = Pattern.compile("(?i)[-+]?inf(inity)?");

  /**
   * What no weight is that stands behind a colon: several words or one behind a blank, an address,
   * punctuation alone, or words of a script that has no blanks.
   */
  private static final Pattern OF_TEXT =
      Pattern.compile(
          "(?U)\\s.*|.*\\S\\s+\\S.*|//.*|[^\\p{L}\\p{N}]+"
              + "|.*[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}].*");

  /** Why a piece cannot be read. */
  public enum Fault {
    /** There is nothing beside a bar. */
    NOTHING,
    /** There is a weight, and no text before it. */
    NO_TEXT,
    /** The weight is no number, or beyond {@link #MOST_WEIGHT}. */
    NO_WEIGHT,
    /** The stop is no number. */
    NO_STOP
  }

  /** The phrases of a story, one of a prompt without {@code ^}, each with its pieces. */
  public static List<List<PromptPiece>> phrases(String prompt) {
    return Stream.of(PHRASES.split(prompt, -1))
        .map(phrase -> Stream.of(BARS.split(phrase, -1)).map(PromptPiece::of).toList())
        .toList();
  }

  private static PromptPiece of(String whole) {
    int last = whole.lastIndexOf(':');
    if (last < 0 || TIME.matcher(whole).find() || isOfText(whole.substring(last + 1))) {
      return new PromptPiece(whole, whole, Optional.empty(), Optional.empty());
    }
    String before = whole.substring(0, last);
    Optional<String> behind = Optional.of(whole.substring(last + 1).strip());
    int first = before.lastIndexOf(':');
    return first < 0 || TIME.matcher(before).find() || isOfText(before.substring(first + 1))
        ? new PromptPiece(whole, before, behind, Optional.empty())
        : new PromptPiece(
            whole,
            before.substring(0, first),
            Optional.of(before.substring(first + 1).strip()),
            behind);
  }

  private static boolean isOfText(String behind) {
    return !behind.isBlank() && !isNumber(behind.strip()) && OF_TEXT.matcher(behind).matches();
  }

  private static boolean isNumber(String typed) {
    return NUMBER.matcher(typed).matches() || ENDLESS.matcher(typed).matches();
  }

  /** Empty where it can be read. */
  public Optional<Fault> fault() {
    if (whole.isBlank()) {
      return Optional.of(Fault.NOTHING);
    }
    if (text.isBlank()) {
      return Optional.of(Fault.NO_TEXT);
    }
    if (weightTyped.filter(it -> !isWeight(it)).isPresent()) {
      return Optional.of(Fault.NO_WEIGHT);
    }
    return stopTyped.filter(it -> !isNumber(it)).map(it -> Fault.NO_STOP);
  }

  private static boolean isWeight(String typed) {
    return NUMBER.matcher(typed).matches() && Math.abs(Double.parseDouble(typed)) <= MOST_WEIGHT;
  }

  /** What it weighs against the others, 1 where nothing is typed; of one without a fault. */
  public float weight() {
    return weightTyped.map(Float::parseFloat).orElse(1f);
  }

  /**
   * The distance at which it is near enough, {@code -Infinity} for never and where nothing is
   * typed; of one without a fault.
   */
  public float stop() {
    return stopTyped.map(PromptPiece::number).orElse(Float.NEGATIVE_INFINITY);
  }

  private static float number(String typed) {
    if (ENDLESS.matcher(typed).matches()) {
      return typed.startsWith("-") ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    return Float.parseFloat(typed);
  }

  /** Whether it is a text to come near to, and none to get away from. */
  public boolean isWanted() {
    return weightTyped.filter(it -> it.startsWith("-")).isEmpty();
  }

  /** As typed, with another text before the same weight and stop. */
  public String with(String otherText) {
    return otherText + whole.substring(text.length()).stripTrailing();
  }
}
