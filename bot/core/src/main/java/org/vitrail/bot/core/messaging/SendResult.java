package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.util.Map;
import org.vitrail.bot.core.outbox.PostedMessage;

/** What became of showing a notice, as far as it decides what is done next. */
public sealed interface SendResult {
  /** The platform has it. */
  record Shown(PostedMessage message) implements SendResult {}

  /**
   * The platform wants a pause.
   *
   * @param everywhere whether for all chats
   */
  record Later(Duration pause, boolean everywhere) implements SendResult {}

  /** The message cannot be reached any more; it goes on in a new one, at this address. */
  record Moved(Map<String, String> address) implements SendResult {}

  /** Nobody can see it: deleted, blocked, or the chat is gone. Trying again would not help. */
  record Gone(String why) implements SendResult {}

  /** The platform takes no file of that size. */
  record TooLarge() implements SendResult {}

  /** Something failed that may pass: the network, the platform. It may have been shown or not. */
  record Failed(String why) implements SendResult {}
}
