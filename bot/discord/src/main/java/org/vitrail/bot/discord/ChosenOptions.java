package org.vitrail.bot.discord;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.CommandInteractionPayload;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import org.vitrail.bot.command.ActionSpec;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.Given;
import org.vitrail.bot.command.OptionKind;
import org.vitrail.bot.command.OptionSpec;

/** A slash command's options as the core takes them, by their names. */
final class ChosenOptions {
  private ChosenOptions() {}

  /** Discord offers no commands but those of the menu. */
  static CommandSpec command(CommandInteractionPayload event) {
    return CommandSpec.named(event.getName()).orElseThrow();
  }

  /** The options that may be chosen there. */
  static List<OptionSpec> of(CommandInteractionPayload event) {
    String action = Optional.ofNullable(event.getSubcommandName()).orElse("");
    return command(event).actions().stream()
        .filter(it -> it.word().equals(action))
        .map(ActionSpec::options)
        .findFirst()
        .orElse(List.of());
  }

  static Given given(SlashCommandInteractionEvent event) {
    Map<String, String> values = new HashMap<>();
    Set<String> roles = new HashSet<>();
    for (OptionMapping chosen : event.getOptions()) {
      OptionKind kind = kind(chosen.getName(), event);
      if (kind != OptionKind.FILE) {
        values.put(chosen.getName(), value(kind, chosen, event));
        roles.addAll(roles(kind, chosen));
      }
    }
    String action = Optional.ofNullable(event.getSubcommandName()).orElse("");
    return new Given(command(event), action, values, roles);
  }

  /** What the table of commands does not have is a model's own option, a number. */
  private static OptionKind kind(String name, CommandInteractionPayload event) {
    return of(event).stream()
        .filter(option -> option.name().equals(name))
        .map(OptionSpec::kind)
        .findFirst()
        .orElse(OptionKind.DECIMAL);
  }

  /** People by the id alone, as it may be of somebody who has left. */
  private static String value(
      OptionKind kind, OptionMapping chosen, SlashCommandInteractionEvent event) {
    return switch (kind) {
      case YES_NO -> chosen.getAsBoolean() ? "yes" : "no";
      case PERSON -> Mentions.person(chosen.getAsString());
      case PERSON_OR_ROLE ->
          chosen.getAsMentionable() instanceof Role
              ? role(chosen, event)
              : Mentions.person(chosen.getAsString());
      case ROLE -> role(chosen, event);
      case CHANNEL -> Mentions.channel(chosen.getAsString());
      case SETTING_VALUE -> Mentions.read(chosen.getAsString());
      default -> chosen.getAsString();
    };
  }

  /** The role that everybody has is called as the server is. */
  private static String role(OptionMapping chosen, SlashCommandInteractionEvent event) {
    String id = chosen.getAsString();
    boolean isEveryone = event.getGuild() != null && id.equals(event.getGuild().getId());
    return isEveryone ? "everyone" : Mentions.role(id);
  }

  /**
   * Rules for roles hold for whoever is named, too, and Discord alone knows what roles they have.
   */
  private static List<String> roles(OptionKind kind, OptionMapping chosen) {
    boolean mayBePerson = kind == OptionKind.PERSON || kind == OptionKind.PERSON_OR_ROLE;
    Member member = mayBePerson ? chosen.getAsMember() : null;
    return member == null ? List.of() : member.getRoles().stream().map(Role::getId).toList();
  }
}
