package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * What a small model could be asked for, in one language.
 *
 * @param prompts whole ones, which come out well
 * @param things that it was taught, by the names that it knows
 * @param phrases that it knows around a thing, with {@link #THING} where that stands: {@code {} on
 *     the grass}
 */
public record Proposals(List<String> prompts, List<String> things, List<String> phrases) {
  /** Where a thing stands in a phrase. */
  public static final String THING = "{}";

  /** Of a model that proposes nothing. */
  public static final Proposals NONE = new Proposals(List.of(), List.of(), List.of());

  private static final String PROMPT_LINE = "prompt\t";
  private static final String THING_LINE = "thing\t";
  private static final String PHRASE_LINE = "phrase\t";

  /** More would only fill Redis: what a person is shown of it is a handful. */
  private static final int MOST = 5_000;

  private static final int LONGEST = 200;

  /**
   * @throws IllegalArgumentException naming the part that is missing or too large
   */
  public Proposals {
    prompts = checked("proposals.prompts", prompts);
    things = checked("proposals.things", things);
    phrases = checked("proposals.phrases", phrases);
  }

  private static List<String> checked(String name, List<String> texts) {
    List<String> copy = List.copyOf(Require.present(name, texts));
    Require.between(name, copy.size(), 0, MOST);
    copy.forEach(text -> Require.between(name + ": characters", text.length(), 1, LONGEST));
    return copy;
  }

  /** As much of what a model says as there is room for. */
  public static Proposals of(List<String> prompts, List<String> things, List<String> phrases) {
    return new Proposals(fitting(prompts), fitting(things), fitting(phrases));
  }

  private static List<String> fitting(List<String> texts) {
    return texts.stream()
        .filter(text -> !text.isBlank() && text.length() <= LONGEST && text.lines().count() == 1)
        .limit(MOST)
        .toList();
  }

  public boolean isEmpty() {
    return equals(NONE);
  }

  /** As text: a line for each, with what it is before it. */
  String text() {
    StringBuilder text = new StringBuilder();
    add(text, PROMPT_LINE, prompts);
    add(text, THING_LINE, things);
    add(text, PHRASE_LINE, phrases);
    return text.toString();
  }

  private static void add(StringBuilder text, String kind, List<String> lines) {
    lines.forEach(line -> text.append(kind).append(line).append('\n'));
  }

  /** Reads what {@link #text} wrote; what a newer program says besides is passed over. */
  static Proposals read(String text) {
    return new Proposals(
        lines(text, PROMPT_LINE), lines(text, THING_LINE), lines(text, PHRASE_LINE));
  }

  private static List<String> lines(String text, String kind) {
    List<String> found = new ArrayList<>();
    text.lines()
        .filter(line -> line.startsWith(kind))
        .forEach(line -> found.add(line.substring(kind.length())));
    return found;
  }
}
