package org.vitrail.bot.core.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The options of {@code /imagine} by name; what they allow is in {@link CommandRules}. */
public enum ImagineOption {
  SEED("seed", "N"),
  COUNT("count", "N"),
  MODEL("model", "ID"),
  STYLE("style", "ID"),
  TEMPERATURE("temperature", "X"),
  GUIDANCE("guidance", "X"),
  TOP_K("top-k", "N"),
  TOP_P("top-p", "X"),
  PRIVATE("private", "");

  private final String word;
  private final String value;

  ImagineOption(String word, String value) {
    this.word = word;
    this.value = value;
  }

  /** Without the dashes. */
  public String word() {
    return word;
  }

  /** Whether a value follows; otherwise naming it says yes. */
  boolean takesValue() {
    return !value.isEmpty();
  }

  /** As it is typed: {@code --top-k}. */
  public String flag() {
    return "--" + word;
  }

  /** With its value's placeholder: {@code --top-k N}. */
  String usage() {
    return takesValue() ? flag() + " " + value : flag();
  }

  /** What its texts' keys begin with: {@code option.top-k}. */
  public String key() {
    return "option." + word;
  }

  /** The option that was typed, hyphens and case aside: {@code topK} and {@code top_k} too. */
  public static Optional<ImagineOption> named(String typed) {
    String bare = bare(typed);
    return Arrays.stream(values()).filter(option -> bare(option.word).equals(bare)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(option -> option.word).toList();
  }

  private static String bare(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }
}
