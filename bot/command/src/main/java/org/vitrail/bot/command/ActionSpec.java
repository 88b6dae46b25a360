package org.vitrail.bot.command;

import java.util.List;

/**
 * A way to use a command (subcommand).
 *
 * @param word that follows the command; empty for the only way
 */
public record ActionSpec(String word, List<OptionSpec> options) {
  public ActionSpec {
    options = List.copyOf(options);
  }

  static ActionSpec action(String word, OptionSpec... options) {
    return new ActionSpec(word, List.of(options));
  }

  static ActionSpec only(OptionSpec... options) {
    return action("", options);
  }
}
