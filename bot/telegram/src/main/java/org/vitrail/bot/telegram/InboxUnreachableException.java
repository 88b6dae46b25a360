package org.vitrail.bot.telegram;

import org.vitrail.inference.protocol.RedisTrouble;

/** Redis does not answer, or refuses what the inbox asked of it. */
final class InboxUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InboxUnreachableException(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }

  RedisTrouble trouble() {
    return RedisTrouble.of(getCause());
  }
}
