package org.vitrail.bot.promptfilter;

/**
 * A rule and the part of a prompt that it found.
 *
 * @param start in UTF-16 units of the prompt as written
 * @param end where the part is over, likewise
 * @param part the prompt as written from {@code start} to {@code end}
 */
public record Match(BlockRule rule, int start, int end, String part) {
  /** How a refusal names what is not drawn: people need not read regular expressions. */
  public String named() {
    return rule.kind() == BlockRule.Kind.PATTERN ? part : rule.text();
  }

  boolean isInside(Match other) {
    return other.start <= start && end <= other.end;
  }
}
