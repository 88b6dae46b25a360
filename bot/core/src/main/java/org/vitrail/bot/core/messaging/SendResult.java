package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.util.Map;
import org.vitrail.bot.core.outbox.PostedMessage;

/** What became of showing a notice, as far as it decides what is done next. */
public sealed interface SendResult {

  /** Goes on as it demands: nothing that may happen can be forgotten. */
  void accept(Visitor visitor);

  /** How to go on after each. */
  interface Visitor {
    void shown(Shown sent);

    void later(Later sent);

    void moved(Moved sent);

    void gone(Gone sent);

    void tooLarge();

    void failed(Failed sent);
  }

  /** The platform has it. */
  record Shown(PostedMessage message) implements SendResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.shown(this);
    }
  }

  /**
   * The platform wants a pause.
   *
   * @param everywhere whether for all chats
   */
  record Later(Duration pause, boolean everywhere) implements SendResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.later(this);
    }
  }

  /** The message cannot be reached any more; it goes on in a new one, at this address. */
  record Moved(Map<String, String> address) implements SendResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.moved(this);
    }
  }

  /** Nobody can see it: deleted, blocked, or the chat is gone. Trying again would not help. */
  record Gone(String why) implements SendResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.gone(this);
    }
  }

  /** The platform takes no file of that size. */
  record TooLarge() implements SendResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.tooLarge();
    }
  }

  /**
   * Something failed that may pass: the network, the platform.
   *
   * @param mayBeShown whether the platform may have it all the same
   */
  record Failed(String why, boolean mayBeShown) implements SendResult {
    @Override
    public void accept(Visitor visitor) {
      visitor.failed(this);
    }
  }
}
