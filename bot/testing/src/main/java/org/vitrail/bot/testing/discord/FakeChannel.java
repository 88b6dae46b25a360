package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import net.dv8tion.jda.api.Permission;

/** A text channel, forum, thread or private conversation, with the messages in it. */
public final class FakeChannel {
  static final int TEXT = 0;
  static final int PRIVATE = 1;
  static final int PUBLIC_THREAD = 11;
  static final int PRIVATE_THREAD = 12;
  static final int FORUM = 15;

  private static final int MEMBER_OVERWRITE = 1;
  private static final long PRIVATE_PERMISSIONS =
      Permission.getRaw(
          Permission.VIEW_CHANNEL,
          Permission.MESSAGE_SEND,
          Permission.MESSAGE_HISTORY,
          Permission.MESSAGE_EMBED_LINKS,
          Permission.MESSAGE_ATTACH_FILES,
          Permission.MESSAGE_MENTION_EVERYONE,
          Permission.MESSAGE_EXT_EMOJI,
          Permission.MESSAGE_ADD_REACTION);

  private final FakeDiscord discord;
  private final FakeGuild guild;
  private final FakeChannel parent;
  private final FakeDiscordUser recipient;
  private final int type;
  private final String name;
  private final long id;
  private final ConcurrentSkipListMap<Long, FakeDiscordMessage> messages =
      new ConcurrentSkipListMap<>();
  private volatile long allowed;
  private volatile long denied;
  private volatile boolean isDeleted;
  private volatile boolean isArchived;
  private volatile boolean isLocked;

  FakeChannel(FakeDiscord discord, FakeGuild guild, FakeChannel parent, int type, String name) {
    this.discord = discord;
    this.guild = guild;
    this.parent = parent;
    this.recipient = null;
    this.type = type;
    this.name = name;
    this.id = discord.newId();
  }

  FakeChannel(FakeDiscord discord, FakeDiscordUser recipient) {
    this.discord = discord;
    this.guild = null;
    this.parent = null;
    this.recipient = recipient;
    this.type = PRIVATE;
    this.name = "";
    this.id = discord.newId();
  }

  public long id() {
    return id;
  }

  public String name() {
    return name;
  }

  public Optional<FakeGuild> guild() {
    return Optional.ofNullable(guild);
  }

  int type() {
    return type;
  }

  public boolean isThread() {
    return type == PUBLIC_THREAD || type == PRIVATE_THREAD;
  }

  public boolean isPrivate() {
    return type == PRIVATE;
  }

  public boolean isDeleted() {
    return isDeleted || parent != null && parent.isDeleted();
  }

  Optional<FakeDiscordUser> recipient() {
    return Optional.ofNullable(recipient);
  }

  /** What the bot posted here through the channel itself, not as replies to interactions. */
  public List<FakeDiscordMessage> messages() {
    return messages.values().stream().filter(FakeDiscordMessage::isPost).toList();
  }

  /** Everything that can be read here, people's messages and replies to interactions included. */
  public List<FakeDiscordMessage> allMessages() {
    return messages.values().stream().filter(message -> !message.isDeleted()).toList();
  }

  /** The first post for which this holds, as soon as there is one. */
  public FakeDiscordMessage awaitMessage(Predicate<FakeDiscordMessage> wanted) {
    return discord.await(
        () -> messages().stream().filter(wanted).findFirst(),
        () -> "No such message was posted; there are " + messages());
  }

  /** Takes permissions from the bot, here and in the threads of this channel. */
  public FakeChannel denyBot(Permission... permissions) {
    denied |= Permission.getRaw(permissions);
    allowed &= ~denied;
    tellOfUpdate();
    return this;
  }

  /** Gives permissions to the bot, here and in the threads of this channel. */
  public FakeChannel allowBot(Permission... permissions) {
    allowed |= Permission.getRaw(permissions);
    denied &= ~allowed;
    tellOfUpdate();
    return this;
  }

  /** What the bot may do here. */
  public long botPermissions() {
    if (guild == null) {
      return PRIVATE_PERMISSIONS;
    }
    if (!guild.hasBot()) {
      return 0;
    }
    long here = guild.everyonePermissions() & ~overwriter().denied | overwriter().allowed;
    return (here & Permission.VIEW_CHANNEL.getRawValue()) == 0 ? 0 : here;
  }

  public boolean botMay(Permission permission) {
    return (botPermissions() & permission.getRawValue()) != 0;
  }

  /** A moderator deletes the channel. */
  public void delete() {
    isDeleted = true;
    if (guild != null) {
      guild.remove(this);
      guild.dispatch(isThread() ? "THREAD_DELETE" : "CHANNEL_DELETE", json());
    }
  }

  /** Nobody wrote in the thread for a while: it closes, until somebody does. */
  public FakeChannel archive() {
    isArchived = true;
    guild.dispatch("THREAD_UPDATE", json());
    return this;
  }

  /** A moderator closes the thread for good. */
  public FakeChannel lock() {
    isLocked = true;
    return archive();
  }

  /** As a new message does. */
  void unarchive() {
    if (isArchived) {
      isArchived = false;
      guild.dispatch("THREAD_UPDATE", json());
    }
  }

  public boolean isArchived() {
    return isArchived;
  }

  boolean isLocked() {
    return isLocked;
  }

  /** The archived threads of this channel. */
  List<FakeChannel> archivedThreads(int threadType) {
    return guild.channels().stream()
        .filter(it -> it.parent == this && it.type == threadType && it.isArchived)
        .toList();
  }

  long attachmentSizeLimit() {
    return guild == null ? 10L << 20 : guild.attachmentSizeLimit();
  }

  void add(FakeDiscordMessage message) {
    messages.put(message.id(), message);
  }

  Optional<FakeDiscordMessage> message(long messageId) {
    return Optional.ofNullable(messages.get(messageId)).filter(message -> !message.isDeleted());
  }

  /** The newest messages before this one, newest first. */
  List<FakeDiscordMessage> history(long before, int limit) {
    return messages.headMap(before).values().stream()
        .filter(message -> !message.isDeleted())
        .sorted(Comparator.comparingLong(FakeDiscordMessage::id).reversed())
        .limit(limit)
        .toList();
  }

  ObjectNode json() {
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("type", type)
            .put("flags", 0)
            .putNull("last_message_id");
    if (guild == null) {
      json.putArray("recipients").add(recipient.json());
      return json;
    }
    json.put("name", name)
        .put("guild_id", String.valueOf(guild.id()))
        .put("position", 0)
        .put("nsfw", false)
        .put("rate_limit_per_user", 0);
    if (isThread()) {
      addThreadFields(json);
    } else {
      addOverwrites(json);
    }
    return json;
  }

  private void addThreadFields(ObjectNode json) {
    json.put("parent_id", String.valueOf(parent.id()))
        .put("owner_id", String.valueOf(guild.owner().id()))
        .put("member_count", 1)
        .put("message_count", messages.size())
        .put("total_message_sent", messages.size())
        .putObject("thread_metadata")
        .put("archived", isArchived)
        .put("locked", isLocked)
        .put("auto_archive_duration", 1440)
        .put("archive_timestamp", FakeDiscordUser.JOINED_AT)
        .put("create_timestamp", FakeDiscordUser.JOINED_AT);
  }

  private void addOverwrites(ObjectNode json) {
    var overwrites = json.putArray("permission_overwrites");
    if ((allowed | denied) != 0) {
      overwrites
          .addObject()
          .put("id", String.valueOf(discord.bot().id()))
          .put("type", MEMBER_OVERWRITE)
          .put("allow", String.valueOf(allowed))
          .put("deny", String.valueOf(denied));
    }
  }

  private FakeChannel overwriter() {
    return parent == null ? this : parent;
  }

  private void tellOfUpdate() {
    if (isThread() || guild == null) {
      throw new IllegalStateException(
          "Only the channels of a guild have permissions of their own.");
    }
    guild.dispatch("CHANNEL_UPDATE", json());
  }

  @Override
  public String toString() {
    return isPrivate() ? "private channel of " + recipient.name() : "#" + name;
  }
}
