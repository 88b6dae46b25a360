package org.vitrail.bot.testing.telegram;

import java.util.List;

/** A topic of a forum. */
public final class FakeTopic implements SendTarget {
  enum State {
    OPEN,
    CLOSED,
    DELETED
  }

  private final FakeChat chat;
  private final int threadId;
  private final String name;
  private State state = State.OPEN;

  FakeTopic(FakeChat chat, int threadId, String name) {
    this.chat = chat;
    this.threadId = threadId;
    this.name = name;
  }

  @Override
  public FakeChat chat() {
    return chat;
  }

  @Override
  public int threadId() {
    return threadId;
  }

  public String name() {
    return name;
  }

  /** From now on only administrators can write here. */
  public FakeTopic closes() {
    return become(State.CLOSED);
  }

  /** Unlike a closed topic, a deleted one is not even found. */
  public FakeTopic isDeleted() {
    return become(State.DELETED);
  }

  public FakeTopic reopens() {
    return become(State.OPEN);
  }

  public List<FakeTelegramMessage> messages() {
    return chat.messages().stream().filter(it -> it.threadId() == threadId).toList();
  }

  State state() {
    synchronized (chat.world()) {
      return state;
    }
  }

  private FakeTopic become(State next) {
    synchronized (chat.world()) {
      state = next;
    }
    return this;
  }
}
