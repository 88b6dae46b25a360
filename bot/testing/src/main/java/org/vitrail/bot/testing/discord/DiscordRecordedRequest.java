package org.vitrail.bot.testing.discord;

import java.time.Duration;
import java.time.Instant;

/**
 * A request as it was answered.
 *
 * @param status 0 when the connection was cut instead
 * @param bodyBytes how much was sent, as far as it was read
 */
public record DiscordRecordedRequest(
    Instant at,
    Duration took,
    String method,
    String path,
    Route route,
    int status,
    int bodyBytes,
    String userAgent) {

  /** Whether it was sent to this interaction's callback or webhook. */
  public boolean belongsTo(FakeInteraction interaction) {
    return path.contains("/" + interaction.token());
  }
}
