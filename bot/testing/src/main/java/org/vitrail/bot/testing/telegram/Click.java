package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A pressed button, and what the bot answered. */
public final class Click {
  private record Answer(long nanoTime, String text, boolean isAlert) {}

  private final World world;
  private final String id;
  private final FakeChat chat;
  private final long nanoTime = System.nanoTime();
  private OptionalInt updateId = OptionalInt.empty();
  private Answer answer;
  private boolean expired;

  Click(World world, String id, FakeChat chat) {
    this.world = world;
    this.id = id;
    this.chat = chat;
  }

  public String id() {
    return id;
  }

  public int updateId() {
    return updateId.orElseThrow(() -> new AssertionError("The bot does not want clicks."));
  }

  public boolean isAnswered() {
    synchronized (world) {
      return answer != null;
    }
  }

  /** How long it took until the bot answered; waits for it, and fails if it does not. */
  public Duration answeredAfter() {
    return answeredAfter(World.PATIENCE);
  }

  public Duration answeredAfter(Duration patience) {
    return Duration.ofNanos(awaitAnswer(patience).nanoTime() - nanoTime);
  }

  /** What the answer said; empty if it only ended the waiting. */
  public String answerText() {
    return awaitAnswer(World.PATIENCE).text();
  }

  /** Whether the answer has to be closed by hand. */
  public boolean isAlert() {
    return awaitAnswer(World.PATIENCE).isAlert();
  }

  /** From now on the server takes no answer any more. */
  public Click expires() {
    synchronized (world) {
      expired = true;
      return this;
    }
  }

  void delivered(OptionalInt update) {
    updateId = update;
  }

  boolean isExpired() {
    return expired;
  }

  /** Only the first answer is seen. */
  void answer(String text, boolean isAlert) {
    synchronized (world) {
      if (answer == null) {
        answer = new Answer(System.nanoTime(), text, isAlert);
        world.changed();
      }
    }
  }

  private Answer awaitAnswer(Duration patience) {
    return world.await(
        patience, () -> Optional.ofNullable(answer), () -> "No answer to a click in " + chat);
  }
}
