package org.vitrail.inference.model.family.vqganclip;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.vitrail.inference.model.CannotBeginException;

/**
 * A text to draw towards.
 *
 * @param weight against that of the other prompts; below 0 for a text to get away from
 * @param stop the distance at which it is near enough; {@code -Infinity} for never
 */
record WeightedText(String text, float weight, float stop) {
  /** The most that a text may weigh, for or against. */
  static final int MOST = 1000;

  /** What is a number to Python is; Java's suffixes and hexadecimals are none. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private static final Pattern ENDLESS = Pattern.compile("(?i)[-+]?inf(inity)?");
  private static final Pattern BETWEEN = Pattern.compile("\\|");

  /** A time or a ratio, at the end. */
  private static final Pattern TIME = Pattern.compile("(^|\\s)\\d+(:\\d+)+\\s*$");

  /**
   * What no weight is that stands behind a colon: several words or one behind a blank, an address,
   * punctuation alone, or words of a script that has no blanks.
   */
  private static final Pattern OF_TEXT =
      Pattern.compile(
          "(?U)\\s.*|.*\\S\\s+\\S.*|//.*|[^\\p{L}\\p{N}]+"
              + "|.*[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}].*");

  /**
   * Reads a prompt as the authors write it ({@code parse_prompt} of nerdyrodent's generate.py):
   * texts with {@code |} between them, each with a weight and a stop behind colons, which may be
   * left out. As with them, the last two colons count. Unlike with them, a colon that belongs to
   * the text is no error: {@code Dune: part two}, {@code ratio 3:2 clock}, {@code at 12:30}.
   *
   * @throws CannotBeginException if what stands behind a colon is no number, or beyond what a text
   *     may weigh, or there is no text before it
   */
  static List<WeightedText> parse(String prompt) {
    return Arrays.stream(BETWEEN.split(prompt, -1)).map(WeightedText::one).toList();
  }

  private static WeightedText one(String piece) {
    if (piece.isBlank()) {
      throw unreadable("There is no text beside a bar: write one, or leave the bar out.");
    }
    int last = piece.lastIndexOf(':');
    if (last < 0 || TIME.matcher(piece).find() || isOfText(piece.substring(last + 1))) {
      return new WeightedText(piece, 1, Float.NEGATIVE_INFINITY);
    }
    String before = piece.substring(0, last);
    String behind = piece.substring(last + 1);
    int first = before.lastIndexOf(':');
    return first < 0 || TIME.matcher(before).find() || isOfText(before.substring(first + 1))
        ? of(piece, before, behind, Float.NEGATIVE_INFINITY)
        : of(piece, before.substring(0, first), before.substring(first + 1), stop(piece, behind));
  }

  private static WeightedText of(String piece, String text, String weight, float stop) {
    if (text.isBlank()) {
      throw unreadable(
          "There is no text before the weight in \"%s\": write one, as in desert:50.",
          piece.strip());
    }
    return new WeightedText(text, weight(piece, weight), stop);
  }

  private static boolean isOfText(String behind) {
    String typed = behind.strip();
    boolean isNumber = NUMBER.matcher(typed).matches() || ENDLESS.matcher(typed).matches();
    return !typed.isEmpty() && !isNumber && OF_TEXT.matcher(behind).matches();
  }

  private static float weight(String piece, String behind) {
    String typed = behind.strip();
    if (!NUMBER.matcher(typed).matches() || Math.abs(Double.parseDouble(typed)) > MOST) {
      throw unreadable(
          "\"%s\" in \"%s\" is no weight: give a number from -%d to %d, as in desert:50 | in the"
              + " snow:25, or write a blank behind the colon if it belongs to the text.",
          typed, piece.strip(), MOST, MOST);
    }
    return Float.parseFloat(typed);
  }

  private static float stop(String piece, String behind) {
    String typed = behind.strip();
    if (NUMBER.matcher(typed).matches()) {
      return Float.parseFloat(typed);
    }
    if (ENDLESS.matcher(typed).matches()) {
      return typed.startsWith("-") ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    throw unreadable(
        "\"%s\" in \"%s\" is no distance to stop at: give a number, as in desert:50:0.8, or leave"
            + " it out.",
        typed, piece.strip());
  }

  private static CannotBeginException unreadable(String form, Object... values) {
    return new CannotBeginException(
        CannotBeginException.Reason.PROMPT_UNREADABLE, form.formatted(values));
  }
}
