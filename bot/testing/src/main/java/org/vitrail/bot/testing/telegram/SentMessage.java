package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.util.OptionalInt;

/** What a user sent, and how soon the bot gave a sign of having got it. */
public final class SentMessage {
  private final FakeTelegramMessage message;
  private final OptionalInt updateId;
  private final long nanoTime;

  SentMessage(FakeTelegramMessage message, OptionalInt updateId, long nanoTime) {
    this.message = message;
    this.updateId = updateId;
    this.nanoTime = nanoTime;
  }

  public FakeTelegramMessage message() {
    return message;
  }

  /** Whether there is an update for the bot; not if privacy mode or its filter hid the message. */
  public boolean isForTheBot() {
    return updateId.isPresent();
  }

  public int updateId() {
    return updateId.orElseThrow(
        () -> new AssertionError("The server hides this from the bot: " + message));
  }

  /**
   * How long it took until the first sign of the bot in this chat: a chat action, a reaction or a
   * message. Waits for it, and fails if none comes.
   */
  public Duration acknowledgedAfter() {
    return acknowledgedAfter(World.PATIENCE);
  }

  public Duration acknowledgedAfter(Duration patience) {
    FakeChat chat = message.chat();
    return chat.world()
        .await(
            patience,
            () ->
                chat.firstSignAfter(nanoTime).map(it -> Duration.ofNanos(it.nanoTime() - nanoTime)),
            () -> "No sign of the bot in " + chat);
  }

  public boolean isAcknowledged() {
    return message.chat().firstSignAfter(nanoTime).isPresent();
  }
}
