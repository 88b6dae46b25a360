package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.dv8tion.jda.api.Permission;

/** A server with its roles and channels; what changes is dispatched to the shard that it is on. */
public final class FakeGuild {
  private static final long USUAL_PERMISSIONS =
      Permission.getRaw(
          Permission.VIEW_CHANNEL,
          Permission.MESSAGE_SEND,
          Permission.MESSAGE_SEND_IN_THREADS,
          Permission.MESSAGE_HISTORY,
          Permission.MESSAGE_EMBED_LINKS,
          Permission.MESSAGE_ATTACH_FILES,
          Permission.MESSAGE_ADD_REACTION,
          Permission.USE_APPLICATION_COMMANDS);

  private final FakeDiscord discord;
  private final long id;
  private final String name;
  private final FakeDiscordUser owner;
  private final List<FakeChannel> channels = new CopyOnWriteArrayList<>();
  private final List<FakeRole> roles = new CopyOnWriteArrayList<>();
  private volatile FakeRole everyone;
  private volatile String locale = "en-US";
  private volatile boolean hasBot = true;
  private volatile boolean isAvailable = true;
  private volatile boolean showsAllCommands;
  private volatile int boostTier;

  FakeGuild(FakeDiscord discord, long id, String name, FakeDiscordUser owner) {
    this.discord = discord;
    this.id = id;
    this.name = name;
    this.owner = owner;
    this.everyone = new FakeRole(id, id, "@everyone", USUAL_PERMISSIONS);
  }

  public long id() {
    return id;
  }

  public String name() {
    return name;
  }

  public FakeDiscordUser owner() {
    return owner;
  }

  public String locale() {
    return locale;
  }

  public FakeGuild locale(String newLocale) {
    locale = newLocale;
    return this;
  }

  /** The boost level, 0 to 3; it raises how large an attachment may be. */
  public FakeGuild boostTier(int tier) {
    boostTier = tier;
    return this;
  }

  /** The largest file that may be attached here, in bytes. */
  public long attachmentSizeLimit() {
    return switch (boostTier) {
      case 2 -> 50L << 20;
      case 3 -> 100L << 20;
      default -> 10L << 20;
    };
  }

  /** The owner lets everybody use commands that are meant for some. */
  public FakeGuild showAllCommands() {
    showsAllCommands = true;
    return this;
  }

  boolean showsAllCommands() {
    return showsAllCommands;
  }

  public FakeChannel textChannel(String channelName) {
    return add(new FakeChannel(discord, this, null, FakeChannel.TEXT, channelName));
  }

  public FakeChannel forum(String channelName) {
    return add(new FakeChannel(discord, this, null, FakeChannel.FORUM, channelName));
  }

  /** A thread in a text channel, or a post in a forum. */
  public FakeChannel thread(FakeChannel parent, String threadName) {
    return add(new FakeChannel(discord, this, parent, FakeChannel.PUBLIC_THREAD, threadName));
  }

  /** A thread that only those who were invited see; the bot joins where it is used. */
  public FakeChannel privateThread(FakeChannel parent, String threadName) {
    return add(new FakeChannel(discord, this, parent, FakeChannel.PRIVATE_THREAD, threadName));
  }

  public List<FakeChannel> channels() {
    return channels;
  }

  /** The role that everybody has. */
  public FakeRole everyone() {
    return everyone;
  }

  public FakeRole role(String roleName, Permission... permissions) {
    FakeRole role = new FakeRole(id, discord.newId(), roleName, Permission.getRaw(permissions));
    roles.add(role);
    ObjectNode event = event();
    event.set("role", role.json());
    dispatch("GUILD_ROLE_CREATE", event);
    return role;
  }

  /** What everybody may do here, the bot included. */
  public FakeGuild everyoneMay(Permission... permissions) {
    everyone = new FakeRole(id, id, "@everyone", Permission.getRaw(permissions));
    ObjectNode event = event();
    event.set("role", everyone.json());
    dispatch("GUILD_ROLE_UPDATE", event);
    return this;
  }

  /** Everybody may read and write, and attach nothing. */
  public FakeGuild everyoneMayWriteOnly() {
    return everyoneMay(
        Permission.VIEW_CHANNEL,
        Permission.MESSAGE_SEND,
        Permission.MESSAGE_SEND_IN_THREADS,
        Permission.MESSAGE_HISTORY);
  }

  /** The bot is thrown out; people who installed it for themselves may still use it here. */
  public FakeGuild removeBot() {
    hasBot = false;
    dispatch("GUILD_DELETE", DiscordJson.object().put("id", String.valueOf(id)));
    return this;
  }

  /** The guild cannot be reached for a while, through no fault of the bot. */
  public void beginOutage() {
    isAvailable = false;
    dispatch(
        "GUILD_DELETE",
        DiscordJson.object().put("id", String.valueOf(id)).put("unavailable", true));
  }

  public void endOutage() {
    isAvailable = true;
    dispatch("GUILD_CREATE", json());
  }

  public boolean hasBot() {
    return hasBot;
  }

  boolean isAvailable() {
    return isAvailable;
  }

  long everyonePermissions() {
    return everyone.permissions();
  }

  void dispatch(String type, ObjectNode data) {
    discord.gateway().dispatchToGuild(id, Gateway.ALWAYS, type, data);
  }

  void remove(FakeChannel channel) {
    channels.remove(channel);
  }

  /** Everything about it, as when the bot comes to know it. */
  ObjectNode json() {
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("name", name)
            .put("owner_id", String.valueOf(owner.id()))
            .put("preferred_locale", locale)
            .put("member_count", 2)
            .put("joined_at", FakeDiscordUser.JOINED_AT)
            .put("unavailable", false)
            .put("large", false)
            .put("premium_tier", boostTier)
            .put("afk_timeout", 300);
    ArrayNode allRoles = json.putArray("roles").add(everyone.json());
    roles.forEach(role -> allRoles.add(role.json()));
    ArrayNode plain = json.putArray("channels");
    ArrayNode threads = json.putArray("threads");
    channels.stream()
        .filter(channel -> !channel.isArchived())
        .forEach(channel -> (channel.isThread() ? threads : plain).add(channel.json()));
    json.putArray("members").add(discord.bot().memberJson(this));
    for (String empty :
        List.of(
            "guild_scheduled_events",
            "emojis",
            "voice_states",
            "stickers",
            "features",
            "presences",
            "stage_instances",
            "soundboard_sounds")) {
      json.putArray(empty);
    }
    return json;
  }

  private ObjectNode event() {
    return DiscordJson.object().put("guild_id", String.valueOf(id));
  }

  private FakeChannel add(FakeChannel channel) {
    channels.add(channel);
    discord.add(channel);
    ObjectNode json = channel.json();
    if (channel.isThread()) {
      json.put("newly_created", true);
    }
    dispatch(channel.isThread() ? "THREAD_CREATE" : "CHANNEL_CREATE", json);
    return channel;
  }
}
