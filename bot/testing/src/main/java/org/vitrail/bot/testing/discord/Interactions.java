package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes what people do into interactions and dispatches them; finds them again by their token. */
final class Interactions {
  private static final int SLASH_COMMAND = 1;
  private static final int MESSAGE_COMMAND = 3;
  private static final int SUBCOMMAND = 1;
  private static final int SUBCOMMAND_GROUP = 2;

  private final FakeDiscord discord;
  private final Map<String, FakeInteraction> byToken = new ConcurrentHashMap<>();

  Interactions(FakeDiscord discord) {
    this.discord = discord;
  }

  Optional<FakeInteraction> withToken(String token) {
    return Optional.ofNullable(byToken.get(token));
  }

  Collection<FakeInteraction> all() {
    return byToken.values();
  }

  FakeInteraction slash(
      FakeDiscordUser user, FakeChannel channel, String command, Map<String, ?> options) {
    Optional<CommandForm> form = form(command, user, channel);
    form.ifPresent(it -> it.check(options));
    CommandOptions filledIn = CommandOptions.of(options, form);
    ObjectNode data = commandData(command, filledIn.json());
    data.set("resolved", filledIn.resolved(channel));
    return dispatch(user, channel, FakeInteraction.COMMAND, data, null);
  }

  FakeInteraction autocomplete(
      FakeDiscordUser user,
      FakeChannel channel,
      String command,
      String option,
      String typed,
      Map<String, ?> others) {
    Optional<CommandForm> form = form(command, user, channel);
    if (form.isPresent() && !form.get().completes(option)) {
      throw new AssertionError("/" + command + " does not complete " + option);
    }
    ArrayNode options = CommandOptions.of(others, form).json();
    options
        .addObject()
        .put("name", option)
        .put("type", form.map(it -> it.type(option)).orElse(CommandOptions.STRING))
        .put("value", typed)
        .put("focused", true);
    ObjectNode data = commandData(command, options);
    return dispatch(user, channel, FakeInteraction.AUTOCOMPLETE, data, null);
  }

  FakeInteraction messageCommand(FakeDiscordUser user, String command, FakeDiscordMessage message) {
    ObjectNode data =
        DiscordJson.object()
            .put("id", String.valueOf(discord.commandId(command)))
            .put("name", command)
            .put("type", MESSAGE_COMMAND)
            .put("target_id", String.valueOf(message.id()));
    data.putObject("resolved")
        .putObject("messages")
        .set(String.valueOf(message.id()), message.json());
    return dispatch(user, message.channel(), FakeInteraction.COMMAND, data, null);
  }

  FakeInteraction component(
      FakeDiscordUser user,
      FakeDiscordMessage message,
      int componentType,
      String customId,
      List<String> values) {
    ObjectNode data =
        DiscordJson.object()
            .put("component_type", componentType)
            .put("custom_id", customId)
            .put("id", 1);
    if (!values.isEmpty()) {
      ArrayNode chosen = data.putArray("values");
      values.forEach(chosen::add);
    }
    return dispatch(user, message.channel(), FakeInteraction.COMPONENT, data, message);
  }

  FakeInteraction modal(FakeDiscordUser user, FakeInteraction opener, Map<String, String> values) {
    FakeModal modal = opener.modal();
    ObjectNode data = DiscordJson.object().put("custom_id", modal.customId());
    data.set("components", modal.filledIn(values));
    return dispatch(
        user, opener.channel(), FakeInteraction.MODAL_SUBMIT, data, opener.clicked().orElse(null));
  }

  /** What the client knows of a command; nothing before the bot has listed any. */
  private Optional<CommandForm> form(String command, FakeDiscordUser user, FakeChannel channel) {
    if (discord.commands().isEmpty()) {
      return Optional.empty();
    }
    CommandForm form = CommandForm.of(discord.commands(), command);
    if (!form.isShownTo(user, channel)) {
      throw new AssertionError("/" + command + " is not shown to " + user + " in " + channel);
    }
    return Optional.of(form);
  }

  private ObjectNode commandData(String command, ArrayNode options) {
    String[] names = command.split(" ");
    ArrayNode nested = options;
    for (int i = names.length - 1; i > 0; i--) {
      ObjectNode sub =
          DiscordJson.object()
              .put("name", names[i])
              .put("type", i == names.length - 1 ? SUBCOMMAND : SUBCOMMAND_GROUP);
      sub.set("options", nested);
      nested = DiscordJson.array().add(sub);
    }
    ObjectNode data =
        DiscordJson.object()
            .put("id", String.valueOf(discord.commandId(names[0])))
            .put("name", names[0])
            .put("type", SLASH_COMMAND);
    data.set("options", nested);
    return data;
  }

  private FakeInteraction dispatch(
      FakeDiscordUser user,
      FakeChannel channel,
      int type,
      JsonNode data,
      FakeDiscordMessage clicked) {
    FakeInteraction interaction = new FakeInteraction(discord, user, channel, type, clicked);
    ObjectNode payload = payload(interaction);
    payload.set("data", data);
    interaction.payload(payload);
    byToken.put(interaction.token(), interaction);
    discord.gateway().dispatch(interaction);
    return interaction;
  }

  private ObjectNode payload(FakeInteraction interaction) {
    FakeDiscordUser user = interaction.user();
    FakeChannel channel = interaction.channel();
    ObjectNode payload =
        DiscordJson.object()
            .put("version", 1)
            .put("type", interaction.type())
            .put("id", String.valueOf(interaction.id()))
            .put("token", interaction.token())
            .put("application_id", String.valueOf(discord.bot().id()))
            .put("channel_id", String.valueOf(channel.id()))
            .put("locale", user.locale())
            .put("app_permissions", String.valueOf(channel.botPermissions()))
            .put(
                "attachment_size_limit",
                discord.attachmentSizeLimit().orElse(channel.attachmentSizeLimit()));
    ObjectNode channelJson = channel.json();
    payload.set("channel", channelJson);
    payload.putArray("entitlements");
    interaction.clicked().ifPresent(message -> payload.set("message", message.json()));
    channel
        .guild()
        .ifPresentOrElse(
            guild -> addGuild(payload, channelJson, user, guild), () -> addPrivate(payload, user));
    return payload;
  }

  private static void addGuild(
      ObjectNode payload, ObjectNode channel, FakeDiscordUser user, FakeGuild guild) {
    ObjectNode member = user.memberJson(guild);
    String guildId = String.valueOf(guild.id());
    payload.put("guild_id", guildId).put("guild_locale", guild.locale());
    payload.put("context", guild.hasBot() ? 0 : 2);
    payload
        .putObject("authorizing_integration_owners")
        .put(guild.hasBot() ? "0" : "1", guild.hasBot() ? guildId : String.valueOf(user.id()));
    payload
        .putObject("guild")
        .put("id", guildId)
        .put("locale", guild.locale())
        .putArray("features");
    channel.put("permissions", member.path("permissions").asText());
    payload.set("member", member);
  }

  private static void addPrivate(ObjectNode payload, FakeDiscordUser user) {
    payload.put("context", 1);
    payload.putObject("authorizing_integration_owners").put("0", "0");
    payload.set("user", user.json());
  }
}
