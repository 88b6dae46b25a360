package org.vitrail.bot.core.outbox;

import java.time.Instant;
import java.util.Map;

/**
 * Something that arrived and was given up, kept for the operator. It says nothing of what a person
 * wrote: what is kept of that is theirs to erase.
 *
 * @param id the platform's own
 * @param what it was, such as {@code message/photo}
 * @param why it was given up, such as {@code java.lang.OutOfMemoryError}
 */
public record DeadLetter(Instant at, String id, String what, String why) {
  Map<String, String> fields() {
    return Map.of(
        "at", Long.toString(at.toEpochMilli()),
        "id", id,
        "what", what,
        "why", why);
  }

  static DeadLetter of(Map<String, String> fields) {
    return new DeadLetter(
        Instant.ofEpochMilli(Long.parseLong(fields.get("at"))),
        fields.get("id"),
        fields.get("what"),
        fields.get("why"));
  }
}
