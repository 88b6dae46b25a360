package org.vitrail.bot.core.courier;

import java.time.Duration;
import java.util.Map;
import org.vitrail.bot.core.outbox.PostedMessage;

/** What became of showing a notice, as far as it decides what is done next. */
public sealed interface Sent {
  /** The platform has it. */
  record Shown(PostedMessage message) implements Sent {}

  /**
   * The platform wants a pause.
   *
   * @param everywhere whether for all chats
   */
  record Later(Duration pause, boolean everywhere) implements Sent {}

  /** The message cannot be reached any more; it goes on in a new one, at this address. */
  record Moved(Map<String, String> address) implements Sent {}

  /** Nobody can see it: deleted, blocked, or the chat is gone. Trying again would not help. */
  record Gone(String why) implements Sent {}

  /** The platform takes no file of that size. */
  record TooLarge() implements Sent {}

  /** Something failed that may pass: the network, the platform. It may have been shown or not. */
  record Failed(String why) implements Sent {}
}
