package org.vitrail.bot.core.service;

/** Redis does not answer, or refuses; the message is a sentence for a person. */
public final class QueueUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QueueUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
