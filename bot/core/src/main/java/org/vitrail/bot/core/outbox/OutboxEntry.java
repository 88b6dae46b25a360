package org.vitrail.bot.core.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A job's message on its way to the chat.
 *
 * @param address where it belongs, in the adapter's own words
 * @param locale of the person who asked
 * @param message the message on the platform, once there is one
 * @param postingSince when posting it was begun without hearing how it ended: it may be there
 * @param words all that the message says, where there is no job
 */
public record OutboxEntry(
    String jobId,
    Map<String, String> address,
    String locale,
    Instant openedAt,
    Optional<PostedMessage> message,
    Optional<Instant> postingSince,
    Optional<String> words) {
  public OutboxEntry {
    address = Map.copyOf(address);
  }

  /** The same with its message known. */
  public OutboxEntry posted(PostedMessage posted) {
    return new OutboxEntry(
        jobId, address, locale, openedAt, Optional.of(posted), Optional.empty(), words);
  }

  /** The same with a message that may be there or not. */
  public OutboxEntry posting(Instant since) {
    return new OutboxEntry(jobId, address, locale, openedAt, message, Optional.of(since), words);
  }

  /** The same with no message that may be there. */
  public OutboxEntry notPosted() {
    return new OutboxEntry(jobId, address, locale, openedAt, message, Optional.empty(), words);
  }

  /** The same for another target, without a message there. */
  public OutboxEntry movedTo(Map<String, String> elsewhere) {
    return new OutboxEntry(
        jobId, elsewhere, locale, openedAt, Optional.empty(), Optional.empty(), words);
  }
}
