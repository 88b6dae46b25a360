package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import net.dv8tion.jda.api.Permission;

/**
 * A registered command as Discord's client lets people fill it in. What the client would not let
 * them send is a mistake of the test, not of the bot.
 */
final class CommandForm {
  private static final int SUBCOMMAND_GROUP = 2;
  private static final int GUILD = 0;
  private static final int BOT_DM = 1;

  private final String name;
  private final JsonNode command;
  private final JsonNode options;

  private CommandForm(String name, JsonNode command, JsonNode options) {
    this.name = name;
    this.command = command;
    this.options = options;
  }

  /**
   * The form of a command.
   *
   * @param commands as the bot registered them
   * @param name with those of group and subcommand after it if it has them
   */
  static CommandForm of(JsonNode commands, String name) {
    String[] names = name.split(" ");
    JsonNode command = named(commands, names[0]).orElseThrow(() -> mistake(name, "is not listed"));
    JsonNode part = command;
    for (int i = 1; i < names.length; i++) {
      part =
          named(part.path("options"), names[i])
              .filter(sub -> sub.path("type").asInt() <= SUBCOMMAND_GROUP)
              .orElseThrow(() -> mistake(name, "has no such subcommand"));
    }
    if (DiscordJson.stream(part.path("options"))
        .anyMatch(option -> option.path("type").asInt() <= SUBCOMMAND_GROUP)) {
      throw mistake(name, "cannot be used without a subcommand");
    }
    return new CommandForm(name, command, part.path("options"));
  }

  /**
   * Whether the client shows the command to a person, who was given no right to it of their own.
   */
  boolean isShownTo(FakeDiscordUser user, FakeChannel channel) {
    int context = channel.isPrivate() ? BOT_DM : GUILD;
    JsonNode contexts = command.path("contexts");
    boolean isOffered =
        contexts.isEmpty() || DiscordJson.stream(contexts).anyMatch(it -> it.asInt() == context);
    return isOffered && channel.guild().map(guild -> isShownTo(user, guild)).orElse(true);
  }

  private boolean isShownTo(FakeDiscordUser user, FakeGuild guild) {
    JsonNode needed = command.path("default_member_permissions");
    if (!needed.isTextual() || guild.showsAllCommands()) {
      return true;
    }
    long has = user.permissionsIn(guild);
    boolean mayAll = (has & Permission.ADMINISTRATOR.getRawValue()) != 0;
    return mayAll || needed.asLong() != 0 && (has & needed.asLong()) == needed.asLong();
  }

  /** Makes sure that these values can be filled in, and nothing that is required is left out. */
  void check(Map<String, ?> values) {
    values.forEach((option, value) -> check(definition(option), value));
    for (JsonNode option : options) {
      if (option.path("required").asBoolean()
          && !values.containsKey(option.path("name").asText())) {
        throw mistake(name, "requires " + option.path("name"));
      }
    }
  }

  /** The type that an option was registered with. */
  int type(String option) {
    return definition(option).path("type").asInt();
  }

  boolean completes(String option) {
    return definition(option).path("autocomplete").asBoolean();
  }

  private void check(JsonNode option, Object value) {
    int type = option.path("type").asInt();
    if (!CommandOptions.fits(type, value)) {
      throw mistake(name, "has an option of type " + type + " for which this is none: " + value);
    }
    JsonNode choices = option.path("choices");
    if (!choices.isEmpty()
        && DiscordJson.stream(choices)
            .noneMatch(it -> it.path("value").asText().equals(value.toString()))) {
      throw mistake(name, "offers no choice " + value + " but " + choices);
    }
    if (value instanceof Number number
        && (number.doubleValue() < option.path("min_value").asDouble(-Double.MAX_VALUE)
            || number.doubleValue() > option.path("max_value").asDouble(Double.MAX_VALUE))) {
      throw mistake(name, "does not go as far as " + value);
    }
    JsonNode kinds = option.path("channel_types");
    if (value instanceof FakeChannel channel
        && !kinds.isEmpty()
        && DiscordJson.stream(kinds).noneMatch(it -> it.asInt() == channel.type())) {
      throw mistake(name, "takes no channel such as " + channel);
    }
  }

  private JsonNode definition(String option) {
    return named(options, option).orElseThrow(() -> mistake(name, "has no option " + option));
  }

  private static Optional<JsonNode> named(JsonNode all, String name) {
    return DiscordJson.stream(all).filter(it -> it.path("name").asText().equals(name)).findFirst();
  }

  private static AssertionError mistake(String name, String what) {
    return new AssertionError("/" + name + " " + what);
  }
}
