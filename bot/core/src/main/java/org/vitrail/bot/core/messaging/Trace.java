package org.vitrail.bot.core.messaging;

import java.util.Optional;
import org.vitrail.bot.core.outbox.PostedMessage;

/**
 * What a platform tells of a message whose posting ended unheard.
 *
 * @param message where it is there
 * @param isCertain whether it is certainly not there where none was found
 */
public record Trace(Optional<PostedMessage> message, boolean isCertain) {
  /** It is not there, or posting it once more does no harm. */
  public static final Trace NONE = new Trace(Optional.empty(), true);

  /** Nobody can tell. */
  public static final Trace UNKNOWN = new Trace(Optional.empty(), false);

  /** It is there. */
  public static Trace of(PostedMessage message) {
    return new Trace(Optional.of(message), true);
  }
}
