package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.util.Map;

/** One way in which the server misbehaves on one request. */
public sealed interface TelegramFault {
  Map<Integer, String> REASONS =
      Map.of(
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          409, "Conflict",
          413, "Request Entity Too Large",
          500, "Internal Server Error",
          502, "Bad Gateway",
          503, "Service Unavailable",
          504, "Gateway Timeout");

  /** An answer that has nothing to do with the request, which takes no effect. */
  record Answer(int status, String contentType, String body) implements TelegramFault {}

  /** The request waits this long, and then takes effect as usual. */
  record Delay(Duration time) implements TelegramFault {}

  /** The request's body is read in small pieces over this time, and then takes effect as usual. */
  record SlowReading(Duration time) implements TelegramFault {}

  /** The connection breaks while the body is read; nothing takes effect. */
  record Cut() implements TelegramFault {}

  /** The request takes effect, but the connection breaks before the answer. */
  record Unanswered() implements TelegramFault {}

  /** The request takes effect, and its answer holds these fields besides. */
  record Addition(String json) implements TelegramFault {}

  /** The request takes effect, but the connection breaks in the middle of the answer. */
  record BrokenOff() implements TelegramFault {}

  static TelegramFault tooManyRequests(int retryAfterSeconds) {
    return answer(ApiException.tooManyRequests(retryAfterSeconds));
  }

  /** A refusal in the server's own form, for example 400 and "Bad Request: chat not found". */
  static TelegramFault refusal(int code, String description) {
    return answer(ApiException.of(code, description));
  }

  /** A refusal in the server's own form that says no more than its code. */
  static TelegramFault status(int code) {
    return refusal(code, REASONS.getOrDefault(code, "Bad Request"));
  }

  /** A page of a proxy in front of the server, where JSON is expected. */
  static TelegramFault html(int code) {
    String reason = REASONS.getOrDefault(code, "Error");
    return new Answer(
        code,
        "text/html",
        "<html><head><title>%1$d %2$s</title></head><body><center><h1>%1$d %2$s</h1></center></body></html>"
            .formatted(code, reason));
  }

  /** An answer with status 200 that ends in the middle of its JSON. */
  static TelegramFault garbled() {
    return new Answer(200, "application/json", "{\"ok\":true,\"result\":{\"message_id\":");
  }

  /** An answer with status 200 that says neither yes nor no. */
  static TelegramFault meaningless() {
    return new Answer(200, "application/json", "{}");
  }

  static TelegramFault conflict() {
    return refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
            + " running");
  }

  static TelegramFault unauthorized() {
    return status(401);
  }

  static TelegramFault tooLarge() {
    return status(413);
  }

  static TelegramFault delayed(Duration time) {
    return new Delay(time);
  }

  static TelegramFault slow(Duration time) {
    return new SlowReading(time);
  }

  static TelegramFault cut() {
    return new Cut();
  }

  static TelegramFault appliedButUnanswered() {
    return new Unanswered();
  }

  static TelegramFault answerBreaksOff() {
    return new BrokenOff();
  }

  /** Fields that the result has besides its own, as after an extension of the Bot API. */
  static TelegramFault resultHolds(String json) {
    return new Addition(json);
  }

  private static TelegramFault answer(ApiException refusal) {
    return new Answer(refusal.code(), "application/json", refusal.body());
  }
}
