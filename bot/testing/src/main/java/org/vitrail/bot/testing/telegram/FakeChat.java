package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A private chat, a group or a supergroup: what was written there, and what the bot may do. Ids of
 * messages start at the same number in each chat, so that nobody takes them for unique.
 */
public final class FakeChat implements SendTarget {
  /** The kinds of chats that a bot meets here. */
  public enum Kind {
    PRIVATE,
    GROUP,
    SUPERGROUP,
    FORUM,
    CHANNEL
  }

  /** What the bot is in a chat. */
  public enum BotStatus {
    MEMBER,
    ADMINISTRATOR,
    RESTRICTED,
    LEFT,
    KICKED
  }

  /**
   * A sign of life of the bot in this chat.
   *
   * @param what the chat action, such as "upload_photo", or the method in lower case
   */
  record Sign(long nanoTime, Instant at, String what, boolean isAction) {}

  private final World world;
  private final long id;
  private final Kind kind;
  private final String title;
  private final FakeTelegramUser partner;
  private final List<FakeTelegramMessage> messages = new ArrayList<>();
  private final Map<Integer, FakeTopic> topics = new LinkedHashMap<>();
  private final List<Sign> signs = new ArrayList<>();
  private final Set<FakeTelegramUser> administrators = new LinkedHashSet<>();
  private final Set<Right> forbidden = EnumSet.noneOf(Right.class);
  private final Set<Right> forbiddenToBot = EnumSet.noneOf(Right.class);
  private BotStatus botStatus = BotStatus.MEMBER;
  private boolean gone;
  private FakeChat successor;

  FakeChat(World world, long id, Kind kind, String title, FakeTelegramUser partner) {
    this.world = world;
    this.id = id;
    this.kind = kind;
    this.title = title;
    this.partner = partner;
  }

  public long id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  public String title() {
    return title;
  }

  @Override
  public FakeChat chat() {
    return this;
  }

  @Override
  public int threadId() {
    return 0;
  }

  public boolean isPrivate() {
    return kind == Kind.PRIVATE;
  }

  /** Makes a topic; only in forums. */
  public FakeTopic topic(String name) {
    return topic(null, name);
  }

  FakeTopic topic(FakeTelegramUser opener, String name) {
    if (kind != Kind.FORUM) {
      throw new IllegalStateException(this + " is no forum.");
    }
    synchronized (world) {
      Content created = Content.service("forum_topic_created", Map.of("name", name));
      FakeTelegramMessage first = post(opener, this, 0, "", created, Keyboard.NONE);
      FakeTopic topic = new FakeTopic(this, first.id(), name);
      topics.put(first.id(), topic);
      return topic;
    }
  }

  public FakeChat hasAdministrators(FakeTelegramUser... users) {
    synchronized (world) {
      administrators.addAll(Arrays.asList(users));
      return this;
    }
  }

  public FakeChat dismisses(FakeTelegramUser administrator) {
    synchronized (world) {
      administrators.remove(administrator);
      return this;
    }
  }

  /** Forbids all members, except administrators, to send such things. */
  public FakeChat forbids(Right... rights) {
    synchronized (world) {
      forbidden.addAll(Arrays.asList(rights));
      return this;
    }
  }

  /** Forbids the bot alone to send such things. */
  public FakeChat restrictsTheBot(Right... rights) {
    synchronized (world) {
      forbiddenToBot.addAll(Arrays.asList(rights));
    }
    return becomes(BotStatus.RESTRICTED);
  }

  public FakeChat promotesTheBot() {
    return becomes(BotStatus.ADMINISTRATOR);
  }

  public FakeChat kicksTheBot() {
    return becomes(BotStatus.KICKED);
  }

  /** Makes the bot a plain member (again), with the rights of all. */
  public FakeChat addsTheBot() {
    synchronized (world) {
      forbiddenToBot.clear();
    }
    return becomes(BotStatus.MEMBER);
  }

  /** From now on the server does not know this chat. */
  public FakeChat disappears() {
    synchronized (world) {
      gone = true;
      return this;
    }
  }

  /** Upgrades a group: from now on it only names its supergroup, which is returned. */
  public FakeChat isUpgraded() {
    synchronized (world) {
      FakeChat supergroup = world.newGroup(Kind.SUPERGROUP, title);
      supergroup.administrators.addAll(administrators);
      supergroup.forbidden.addAll(forbidden);
      supergroup.botStatus = botStatus;
      successor = supergroup;
      announce("migrate_to_chat_id", supergroup.id);
      supergroup.announce("migrate_from_chat_id", id);
      return supergroup;
    }
  }

  /** All messages, the oldest first; deleted ones and service messages are left out. */
  public List<FakeTelegramMessage> messages() {
    return everything().stream()
        .filter(it -> !it.isDeleted() && it.kind() != FakeTelegramMessage.Kind.SERVICE)
        .toList();
  }

  /** The bot's messages, without deleted ones. */
  public List<FakeTelegramMessage> botMessages() {
    return messages().stream().filter(FakeTelegramMessage::isFromBot).toList();
  }

  public FakeTelegramMessage lastBotMessage() {
    List<FakeTelegramMessage> all = botMessages();
    if (all.isEmpty()) {
      throw new AssertionError("The bot wrote nothing in " + this);
    }
    return all.get(all.size() - 1);
  }

  /** Any message, even a deleted one. */
  public Optional<FakeTelegramMessage> message(int messageId) {
    return everything().stream().filter(it -> it.id() == messageId).findAny();
  }

  /** Waits for a message of the bot that is as expected, the newest if there are several. */
  public FakeTelegramMessage awaitMessage(Predicate<FakeTelegramMessage> expected) {
    return awaitMessage(World.PATIENCE, expected);
  }

  public FakeTelegramMessage awaitMessage(
      Duration patience, Predicate<FakeTelegramMessage> expected) {
    return world.await(
        patience,
        () -> botMessages().stream().filter(expected).reduce((older, newer) -> newer),
        () -> "The expected message did not come; the bot wrote " + botMessages());
  }

  public FakeTelegramMessage awaitMessage() {
    return awaitMessage(it -> true);
  }

  public FakeTelegramMessage awaitText(String part) {
    return awaitMessage(it -> it.text().contains(part));
  }

  public FakeTelegramMessage awaitPhoto() {
    return awaitMessage(FakeTelegramMessage::hasPhoto);
  }

  /** Waits until the bot has written so many messages that are still there. */
  public List<FakeTelegramMessage> awaitMessages(int count) {
    return world.await(
        World.PATIENCE,
        () -> Optional.of(botMessages()).filter(it -> it.size() >= count),
        () -> count + " messages did not come; the bot wrote " + botMessages());
  }

  /** The chat actions that the bot sent, such as "upload_photo", the oldest first. */
  public List<String> chatActions() {
    synchronized (world) {
      return signs.stream().filter(Sign::isAction).map(Sign::what).toList();
    }
  }

  @Override
  public String toString() {
    return "%s chat %d (%s)".formatted(kind, id, title);
  }

  World world() {
    return world;
  }

  FakeTelegramUser partner() {
    return partner;
  }

  FakeTelegramMessage post(
      FakeTelegramUser from,
      SendTarget place,
      int replyToId,
      String albumId,
      Content content,
      Keyboard keyboard) {
    synchronized (world) {
      int messageId = messages.size() + 1;
      FakeTelegramMessage message =
          new FakeTelegramMessage(
              this, messageId, from, place, replyToId, albumId, content, keyboard);
      messages.add(message);
      world.changed();
      return message;
    }
  }

  void sign(String what, boolean isAction) {
    synchronized (world) {
      signs.add(new Sign(System.nanoTime(), Instant.now(), what, isAction));
      world.changed();
    }
  }

  Optional<Sign> firstSignAfter(long nanoTime) {
    synchronized (world) {
      return signs.stream().filter(it -> it.nanoTime() >= nanoTime).findFirst();
    }
  }

  Optional<FakeTopic> findTopic(int threadId) {
    synchronized (world) {
      return Optional.ofNullable(topics.get(threadId));
    }
  }

  boolean allowsTheBot(Right right) {
    synchronized (world) {
      return botStatus == BotStatus.ADMINISTRATOR
          || !forbidden.contains(right) && !forbiddenToBot.contains(right);
    }
  }

  Set<Right> forbidden() {
    return forbidden;
  }

  Set<Right> forbiddenToBot() {
    return forbiddenToBot;
  }

  Set<FakeTelegramUser> administrators() {
    return administrators;
  }

  BotStatus botStatus() {
    synchronized (world) {
      return botStatus;
    }
  }

  boolean isGone() {
    return gone;
  }

  Optional<FakeChat> successor() {
    return Optional.ofNullable(successor);
  }

  /** A private chat begins when its person writes first; nobody is told of it. */
  void isStarted(boolean isStarted) {
    synchronized (world) {
      botStatus = isStarted ? BotStatus.MEMBER : BotStatus.LEFT;
    }
  }

  FakeChat becomes(BotStatus next) {
    synchronized (world) {
      BotStatus before = botStatus;
      botStatus = next;
      if (before != next) {
        world.updates.push("my_chat_member", ApiJson.botStatusChange(this, before));
      }
      return this;
    }
  }

  private void announce(String field, long value) {
    FakeTelegramMessage service =
        post(null, this, 0, "", Content.service(field, value), Keyboard.NONE);
    world.updates.push("message", ApiJson.message(service));
  }

  private List<FakeTelegramMessage> everything() {
    synchronized (world) {
      return List.copyOf(messages);
    }
  }
}
