package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.ImagineOption;

/**
 * What one would type in place of a slash command's options, so that everything means the same on
 * every platform.
 *
 * @param targetRoles ids of the roles of the person whom the options name
 */
record CommandLine(String text, Set<String> targetRoles) {
  /** Two hours, 30m: how long, where the core also takes until when. */
  private static final Pattern DURATION = Pattern.compile("\\d+\\s*\\p{L}.*");

  private static final Set<String> NEEDS_WHOM = Set.of("quota set", "quota add");

  CommandLine {
    targetRoles = Set.copyOf(targetRoles);
  }

  /** Without anybody named in it. */
  CommandLine(String text) {
    this(text, Set.of());
  }

  /** Discord sends options in the order in which they were filled in: here they get theirs. */
  static CommandLine of(SlashCommandInteractionEvent event) {
    List<String> whom = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    Set<String> roles = Set.of();
    for (OptionMapping option : inOrder(event.getOptions())) {
      switch (option.getName()) {
        case ModeratorMenu.TARGET,
            ModeratorMenu.USER,
            ModeratorMenu.ROLE,
            ModeratorMenu.CHANNEL -> {
          whom.add(mention(option, event));
          roles = roles(option).orElse(roles);
        }
        case ModeratorMenu.EXPIRY, ModeratorMenu.SINCE -> words.add(term(option.getAsString()));
        case ModeratorMenu.CLOSE -> words.add("close " + option.getAsString());
        case ModeratorMenu.REASON -> flags.add("--reason " + option.getAsString());
        case DiscordCommandMenu.IMAGE -> {}
        default -> (isFlag(option) ? flags : words).add(typed(option));
      }
    }
    List<String> action = Optional.ofNullable(event.getSubcommandName()).stream().toList();
    if (whom.isEmpty() && NEEDS_WHOM.contains(event.getFullCommandName())) {
      // An amount in the place of whom it is for would be taken for an id.
      words.clear();
    }
    boolean beginsWithWhom = event.getName().equals(CommandName.LIMIT.word());
    String line =
        Stream.of(
                List.of("/" + event.getName()),
                beginsWithWhom ? whom : action,
                beginsWithWhom ? action : whom,
                words,
                flags)
            .flatMap(List::stream)
            .collect(Collectors.joining(" "));
    return new CommandLine(line, roles);
  }

  private static List<OptionMapping> inOrder(List<OptionMapping> options) {
    List<OptionMapping> ordered = new ArrayList<>(options);
    ordered.sort(Comparator.comparingInt(option -> target(option.getName())));
    return ordered;
  }

  /** A term follows what it is the end of, and a reason is the rest of the line. */
  private static int target(String option) {
    return switch (option) {
      case ModeratorMenu.EXPIRY,
          ModeratorMenu.SINCE,
          ModeratorMenu.VALUE,
          DiscordCommandMenu.PICTURE ->
          1;
      case ModeratorMenu.REASON -> 2;
      default -> 0;
    };
  }

  private static boolean isFlag(OptionMapping option) {
    return Arrays.stream(ImagineOption.values())
        .anyMatch(flag -> flag.word().equals(option.getName()));
  }

  /** The parser knows yes and no. */
  private static String typed(OptionMapping option) {
    String value =
        option.getType() == OptionType.BOOLEAN
            ? option.getAsBoolean() ? "yes" : "no"
            : option.getAsString();
    return isFlag(option) ? "--" + option.getName() + " " + value : value;
  }

  private static String term(String typed) {
    String words = typed.strip();
    return DURATION.matcher(words).matches() ? "for " + words : words;
  }

  /** By the id alone, as it may be of somebody who has left. */
  private static String mention(OptionMapping option, SlashCommandInteractionEvent event) {
    String id = option.getAsString();
    return switch (option.getType()) {
      case CHANNEL -> "<#" + id + ">";
      case ROLE -> role(id, event);
      case MENTIONABLE ->
          option.getAsMentionable() instanceof Role ? role(id, event) : "<@" + id + ">";
      default -> "<@" + id + ">";
    };
  }

  /** The role that everybody has is called as the server is. */
  private static String role(String id, SlashCommandInteractionEvent event) {
    boolean isEveryone = event.getGuild() != null && id.equals(event.getGuild().getId());
    return isEveryone ? "everyone" : "<@&" + id + ">";
  }

  private static Optional<Set<String>> roles(OptionMapping option) {
    boolean mayBePerson =
        option.getType() == OptionType.USER || option.getType() == OptionType.MENTIONABLE;
    Optional<Member> member =
        mayBePerson ? Optional.ofNullable(option.getAsMember()) : Optional.empty();
    return member.map(
        it -> it.getRoles().stream().map(Role::getId).collect(Collectors.toUnmodifiableSet()));
  }
}
