package org.vitrail.bot.core.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The options of {@code /imagine} by name; what they allow is in {@link CommandRules}. */
public enum ImagineOption {
  SEED("seed", "N", OptionKind.SEED),
  COUNT("count", "N", OptionKind.WHOLE),
  MODEL("model", "ID", OptionKind.MODEL),
  STYLE("style", "ID", OptionKind.STYLE),
  TEMPERATURE("temperature", "X", OptionKind.DECIMAL),
  GUIDANCE("guidance", "X", OptionKind.DECIMAL),
  TOP_K("top-k", "N", OptionKind.WHOLE),
  TOP_P("top-p", "X", OptionKind.DECIMAL),
  PRIVATE("private", "", OptionKind.YES_NO);

  private final String word;
  private final String value;
  private final OptionKind kind;

  ImagineOption(String word, String value, OptionKind kind) {
    this.word = word;
    this.value = value;
    this.kind = kind;
  }

  OptionKind kind() {
    return kind;
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
