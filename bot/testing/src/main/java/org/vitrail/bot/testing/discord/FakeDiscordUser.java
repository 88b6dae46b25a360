package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.dv8tion.jda.api.Permission;

/** A person, or the bot's own account; a person acts as one does in Discord's client. */
public final class FakeDiscordUser {
  static final String JOINED_AT = "2024-01-01T00:00:00.000000+00:00";

  private final FakeDiscord discord;
  private final long id;
  private final String name;
  private final boolean isBot;
  private final List<FakeRole> roles = new CopyOnWriteArrayList<>();
  private volatile String locale;
  private volatile boolean blocksBot;

  FakeDiscordUser(FakeDiscord discord, long id, String name, String locale, boolean isBot) {
    this.discord = discord;
    this.id = id;
    this.name = name;
    this.locale = locale;
    this.isBot = isBot;
  }

  public long id() {
    return id;
  }

  public String name() {
    return name;
  }

  public String locale() {
    return locale;
  }

  /** The language of the client, from now on. */
  public FakeDiscordUser locale(String newLocale) {
    locale = newLocale;
    return this;
  }

  public FakeDiscordUser give(FakeRole role) {
    roles.add(role);
    return this;
  }

  /** From now on the bot cannot write to this person in private. */
  public FakeDiscordUser blockBot() {
    blocksBot = true;
    return this;
  }

  public FakeDiscordUser unblockBot() {
    blocksBot = false;
    return this;
  }

  boolean blocksBot() {
    return blocksBot;
  }

  /** The private conversation with the bot. */
  public FakeChannel privateChannel() {
    return discord.privateChannel(this);
  }

  /**
   * Uses a slash command.
   *
   * @param command its name, with those of group and subcommand after it if it has them
   * @param options a String, Integer, Long, Double, Boolean, FakeUser, FakeRole, FakeChannel or
   *     FakeAttachment each
   */
  public FakeInteraction slash(FakeChannel channel, String command, Map<String, ?> options) {
    return discord.interactions().slash(this, channel, command, options);
  }

  public FakeInteraction slash(FakeChannel channel, String command) {
    return slash(channel, command, Map.of());
  }

  /** Types into an option that completes, with nothing else filled in. */
  public FakeInteraction autocomplete(
      FakeChannel channel, String command, String option, String typed) {
    return autocomplete(channel, command, option, typed, Map.of());
  }

  /** Types into an option that completes, with others filled in already. */
  public FakeInteraction autocomplete(
      FakeChannel channel, String command, String option, String typed, Map<String, ?> others) {
    return discord.interactions().autocomplete(this, channel, command, option, typed, others);
  }

  /** Chooses a command from the menu of a message. */
  public FakeInteraction messageCommand(String command, FakeDiscordMessage message) {
    return discord.interactions().messageCommand(this, command, message);
  }

  /** Writes a message and chooses a command from its menu. */
  public FakeInteraction messageCommand(
      FakeChannel channel, String command, String text, FakeAttachment... attachments) {
    return messageCommand(command, say(channel, text, attachments));
  }

  /** Clicks a button that can be clicked. */
  public FakeInteraction click(FakeDiscordMessage message, String customId) {
    if (message.buttons().stream()
        .noneMatch(button -> button.customId().equals(customId) && !button.disabled())) {
      throw new AssertionError("Nobody can click " + customId + " on " + message);
    }
    return clickAnyway(message, customId);
  }

  /** Clicks a button of the interaction's message. */
  public FakeInteraction click(FakeInteraction interaction, String customId) {
    return click(interaction.message(), customId);
  }

  /** Clicks what this client still shows, though it may be gone or disabled by now. */
  public FakeInteraction clickAnyway(FakeDiscordMessage message, String customId) {
    return discord.interactions().component(this, message, FakeButton.TYPE, customId, List.of());
  }

  /** Chooses from a menu of texts below a message. */
  public FakeInteraction select(FakeDiscordMessage message, String customId, String... values) {
    return discord.interactions().component(this, message, 3, customId, List.of(values));
  }

  /** Sends the modal that an interaction opened; fields left out keep what is in them. */
  public FakeInteraction submitModal(FakeInteraction opener, Map<String, String> values) {
    return discord.interactions().modal(this, opener, values);
  }

  /** Writes a message. */
  public FakeDiscordMessage say(FakeChannel channel, String text, FakeAttachment... attachments) {
    MessageState state =
        new MessageState(text, DiscordJson.array(), DiscordJson.array(), List.of(attachments), 0);
    FakeDiscordMessage message =
        new FakeDiscordMessage(
            discord, channel, this, FakeDiscordMessage.Origin.PERSON, state, DiscordJson.object());
    channel.add(message);
    discord.gateway().dispatchMessageEvent(channel, "MESSAGE_CREATE", message.json());
    return message;
  }

  ObjectNode json() {
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("username", name)
            .put("global_name", name)
            .put("discriminator", isBot ? "0001" : "0")
            .putNull("avatar");
    if (isBot) {
      json.put("bot", true).put("verified", true).put("mfa_enabled", true);
    }
    return json;
  }

  ObjectNode memberJson(FakeGuild guild) {
    ObjectNode json =
        DiscordJson.object()
            .put("joined_at", JOINED_AT)
            .put("deaf", false)
            .put("mute", false)
            .put("flags", 0)
            .put("permissions", String.valueOf(permissionsIn(guild)));
    json.set("user", json());
    ArrayNode roleIds = json.putArray("roles");
    rolesIn(guild).forEach(role -> roleIds.add(String.valueOf(role.id())));
    return json;
  }

  /** What the person may do in a guild, channels aside. */
  long permissionsIn(FakeGuild guild) {
    long permissions =
        rolesIn(guild).stream()
            .mapToLong(FakeRole::permissions)
            .reduce(guild.everyonePermissions(), (one, other) -> one | other);
    boolean mayAll =
        guild.owner() == this || (permissions & Permission.ADMINISTRATOR.getRawValue()) != 0;
    return mayAll ? Permission.getRaw(Permission.values()) : permissions;
  }

  private List<FakeRole> rolesIn(FakeGuild guild) {
    return roles.stream().filter(role -> role.guildId() == guild.id()).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
