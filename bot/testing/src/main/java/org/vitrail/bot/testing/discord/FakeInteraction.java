package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What somebody asked of the bot, and everything that the bot answered to it. */
public final class FakeInteraction {
  /** How an interaction was acknowledged, by Discord's numbers. */
  public enum CallbackType {
    PONG(1),
    MESSAGE(4),
    DEFERRED_MESSAGE(5),
    DEFERRED_UPDATE(6),
    UPDATE(7),
    CHOICES(8),
    MODAL(9);

    private final int number;

    CallbackType(int number) {
      this.number = number;
    }

    static Optional<CallbackType> of(int number) {
      return List.of(values()).stream().filter(type -> type.number == number).findFirst();
    }

    int number() {
      return number;
    }
  }

  static final int COMMAND = 2;
  static final int COMPONENT = 3;
  static final int AUTOCOMPLETE = 4;
  static final int MODAL_SUBMIT = 5;

  private final FakeDiscord discord;
  private final FakeDiscordUser user;
  private final FakeChannel channel;
  private final int type;
  private final long id;
  private final String token;
  private final Instant createdAt = Instant.now();
  private final FakeDiscordMessage clicked;
  private final List<FakeDiscordMessage> followups = new CopyOnWriteArrayList<>();
  private volatile ObjectNode payload;
  private volatile CallbackType callbackType;
  private volatile Duration acknowledgedAfter;
  private volatile boolean isDeferredEphemeral;
  private volatile FakeDiscordMessage original;
  private volatile List<FakeChoice> choices;
  private volatile FakeModal modal;
  private volatile boolean isExpired;

  FakeInteraction(
      FakeDiscord discord,
      FakeDiscordUser user,
      FakeChannel channel,
      int type,
      FakeDiscordMessage clicked) {
    this.discord = discord;
    this.user = user;
    this.channel = channel;
    this.type = type;
    this.clicked = clicked;
    this.id = discord.newId();
    this.token = "aW50ZXJhY3Rpb246" + Long.toString(id, 36);
  }

  public long id() {
    return id;
  }

  public String token() {
    return token;
  }

  public FakeDiscordUser user() {
    return user;
  }

  public FakeChannel channel() {
    return channel;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** What was sent to the bot. */
  public ObjectNode payload() {
    return payload;
  }

  public boolean isAcknowledged() {
    return callbackType != null;
  }

  /** How long the bot took to acknowledge; waits for it. */
  public Duration acknowledgedAfter() {
    return await(() -> Optional.ofNullable(acknowledgedAfter), "was not acknowledged");
  }

  /** How the bot acknowledged; waits for it. */
  public CallbackType callbackType() {
    return await(() -> Optional.ofNullable(callbackType), "was not acknowledged");
  }

  /** Whether the bot said at once that only this person shall see the answer. */
  public boolean deferredEphemeral() {
    callbackType();
    return isDeferredEphemeral;
  }

  /** The message under {@code @original}, be it still loading; waits for it. */
  public FakeDiscordMessage message() {
    return await(this::original, "has no message");
  }

  /** The message, once it shows more than that the bot is thinking. */
  public FakeDiscordMessage awaitMessage() {
    return awaitMessage(message -> true);
  }

  /** The message, once it has loaded and this holds for it. */
  public FakeDiscordMessage awaitMessage(Predicate<FakeDiscordMessage> wanted) {
    return await(
        () -> original().filter(message -> !message.isLoading()).filter(wanted),
        "has no such message");
  }

  /** The messages that were sent after the first answer. */
  public List<FakeDiscordMessage> followups() {
    return followups;
  }

  /** The first follow-up for which this holds, as soon as there is one. */
  public FakeDiscordMessage awaitFollowup(Predicate<FakeDiscordMessage> wanted) {
    return await(() -> followups.stream().filter(wanted).findFirst(), "has no such follow-up");
  }

  /** The suggestions for what was typed; waits for them. */
  public List<FakeChoice> choices() {
    return await(() -> Optional.ofNullable(choices), "got no choices");
  }

  /** The form that the bot opened; waits for it. */
  public FakeModal modal() {
    return await(() -> Optional.ofNullable(modal), "opened no modal");
  }

  /** From now on its webhook says that the token is invalid, as it does after 15 minutes. */
  public void expireToken() {
    isExpired = true;
  }

  int type() {
    return type;
  }

  /** The message that was clicked, or none. */
  Optional<FakeDiscordMessage> clicked() {
    return Optional.ofNullable(clicked);
  }

  /** The message under {@code @original}, if there is one by now. */
  public Optional<FakeDiscordMessage> original() {
    return Optional.ofNullable(original);
  }

  boolean isExpired() {
    return isExpired || createdAt.plus(discord.tokenLifetime()).isBefore(Instant.now());
  }

  void payload(ObjectNode sent) {
    payload = sent;
  }

  /** Says that the answer to the interaction is in place. */
  void acknowledge(CallbackType how, boolean ephemeral) {
    isDeferredEphemeral = ephemeral;
    acknowledgedAfter = Duration.between(createdAt, Instant.now());
    callbackType = how;
  }

  void original(FakeDiscordMessage message) {
    original = message;
  }

  void add(FakeDiscordMessage followup) {
    followups.add(followup);
  }

  void choices(List<FakeChoice> suggested) {
    choices = suggested;
  }

  void modal(FakeModal opened) {
    modal = opened;
  }

  private <T> T await(Supplier<Optional<T>> look, String problem) {
    return discord.await(look, () -> this + " " + problem + "; its message: " + original);
  }

  @Override
  public String toString() {
    return "interaction %d by %s (%s)".formatted(id, user.name(), callbackType);
  }
}
