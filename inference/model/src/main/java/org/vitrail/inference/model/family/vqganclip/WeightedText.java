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
  /** What is a number to Python is; Java's suffixes and hexadecimals are none. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private static final Pattern ENDLESS = Pattern.compile("(?i)[-+]?inf(inity)?");
  private static final Pattern BETWEEN = Pattern.compile("\\|");

  /**
   * Reads a prompt as the authors write it: texts with {@code |} between them, each with a weight
   * and a stop behind colons, which may be left out. As with them, the last two colons count.
   *
   * @throws CannotBeginException if what stands behind a colon is no number
   */
  static List<WeightedText> parse(String prompt) {
    return Arrays.stream(BETWEEN.split(prompt, -1)).map(WeightedText::one).toList();
  }

  private static WeightedText one(String text) {
    int last = text.lastIndexOf(':');
    int first = last < 0 ? -1 : text.lastIndexOf(':', last - 1);
    if (last < 0) {
      return new WeightedText(text, 1, Float.NEGATIVE_INFINITY);
    }
    if (first < 0) {
      return new WeightedText(
          text.substring(0, last), weight(text.substring(last + 1)), Float.NEGATIVE_INFINITY);
    }
    return new WeightedText(
        text.substring(0, first),
        weight(text.substring(first + 1, last)),
        number(text.substring(last + 1)));
  }

  private static float weight(String text) {
    float weight = number(text);
    if (Float.isInfinite(weight)) {
      throw noNumber();
    }
    return weight;
  }

  private static float number(String text) {
    String typed = text.strip();
    if (NUMBER.matcher(typed).matches()) {
      return Float.parseFloat(typed);
    }
    if (ENDLESS.matcher(typed).matches()) {
      return typed.startsWith("-") ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    throw noNumber();
  }

  private static CannotBeginException noNumber() {
    return new CannotBeginException(
        CannotBeginException.Reason.PROMPT_UNREADABLE,
        "The text behind a colon is no weight: "
            + "give a number, as in desert:50 | in the snow:25, or write the prompt without colons.");
  }
}
