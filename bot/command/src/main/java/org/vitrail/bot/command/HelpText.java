package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.config.Messages;

/** Says what can be typed, in lines of plain text. */
public final class HelpText {
  /** They fit into a line, and one of them may please. */
  private static final int PROPOSED = 3;

  private final CommandRules rules;
  private final Messages messages;

  public HelpText(CommandRules rules, Messages messages) {
    this.rules = rules;
    this.messages = messages;
  }

  /**
   * All commands, or one of them; with the options where {@code /imagine} is the topic.
   *
   * @param topic a command without its slash; an unknown one counts as none
   */
  public String text(Optional<String> topic, String locale) {
    Optional<CommandSpec> command = topic.flatMap(CommandSpec::named);
    List<String> lines = new ArrayList<>();
    if (command.isPresent()) {
      lines.add(line(command.get(), locale));
    } else {
      String prompts = String.join(" · ", rules.proposals().some(PROPOSED, locale));
      lines.add(messages.text(locale, "help.proposals", prompts));
      lines.add(messages.text(locale, "help.intro"));
      List<String> forModerators = new ArrayList<>();
      for (CommandSpec name : CommandSpec.values()) {
        if (name.isForModerators()) {
          forModerators.add("/" + name.word());
        } else {
          lines.add(line(name, locale));
        }
      }
      lines.add(messages.text(locale, "help.moderators", String.join(", ", forModerators)));
    }
    if (command.isEmpty() || command.get() == CommandSpec.IMAGINE) {
      lines.add(messages.text(locale, "help.options"));
      for (ImagineOption option : rules.offeredOptions()) {
        lines.add(
            messages.text(
                locale,
                "help.option",
                option.usage(),
                rules.about(option).in(locale),
                rules.allowed(option).in(locale)));
      }
    }
    return String.join("\n", lines);
  }

  private String line(CommandSpec name, String locale) {
    return messages.text(
        locale,
        "help.line",
        messages.text(locale, name.key() + ".usage"),
        messages.text(locale, name.key() + ".about"));
  }
}
