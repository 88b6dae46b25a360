package org.vitrail.bot.testing.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One way in which a request goes wrong; knows nothing of which request that is. */
public sealed interface DiscordFault {

  /** The request is refused or lost by this answer and takes no effect. */
  record Answered(int status, Map<String, String> headers, String body) implements DiscordFault {

    /** Without the header that tells an answer of Discord from one of the network before it. */
    public Answered withoutVia() {
      return withHeader("Via", "");
    }

    /** With this header, or without it when the value is empty. */
    public Answered withHeader(String name, String value) {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      changed.put(name, value);
      return new Answered(status, changed, body);
    }

    WireAnswer answer() {
      return new WireAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The request takes its usual effect, this much later. */
  record Delayed(Duration time) implements DiscordFault {}

  /** The request takes effect at once; only the answer is this much later. */
  record AnsweredLate(Duration time) implements DiscordFault {}

  /** The request's body is read as slowly as this. */
  record Slow(Duration upload) implements DiscordFault {}

  /** The connection breaks amid the request's body; nothing takes effect. */
  record Cut() implements DiscordFault {}

  /** The request takes effect, and then the connection closes without an answer. */
  record AppliedButUnanswered() implements DiscordFault {}

  /** Nothing goes wrong, as when only the third request shall fail. */
  record None() implements DiscordFault {}

  static DiscordFault none() {
    return new None();
  }

  static Answered status(int status) {
    return json(status, "{\"message\": \"" + status + ": fault\", \"code\": 0}");
  }

  /** An error as Discord words it, with its own code. */
  static Answered error(int status, int code, String message) {
    return json(status, "{\"message\": \"" + message + "\", \"code\": " + code + "}");
  }

  /** An error page of the network before Discord. */
  static Answered html(int status) {
    String page = "<html><head><title>" + status + "</title></head><body>cloudflare</body></html>";
    return new Answered(status, Map.of("Content-Type", "text/html"), page);
  }

  /** One route's limit, for one resource. */
  static Answered tooManyRequests(Duration retryAfter) {
    return limited(retryAfter, "user", false);
  }

  /** The limit of the bot as a whole. */
  static Answered globalRateLimit(Duration retryAfter) {
    return limited(retryAfter, "global", true).withHeader("X-RateLimit-Global", "true");
  }

  /** The address is banned for a while, by the network before Discord. */
  static Answered cloudflareBan(Duration retryAfter) {
    return html(429).withHeader("Retry-After", wholeSeconds(retryAfter)).withoutVia();
  }

  static DiscordFault delayed(Duration time) {
    return new Delayed(time);
  }

  static DiscordFault answeredLate(Duration time) {
    return new AnsweredLate(time);
  }

  static DiscordFault slow(Duration upload) {
    return new Slow(upload);
  }

  static DiscordFault cut() {
    return new Cut();
  }

  static DiscordFault appliedButUnanswered() {
    return new AppliedButUnanswered();
  }

  private static Answered limited(Duration retryAfter, String scope, boolean global) {
    String body =
        "{\"message\": \"You are being rate limited.\", \"retry_after\": %s, \"global\": %s}"
            .formatted(retryAfter.toMillis() / 1000.0, global);
    return json(429, body)
        .withHeader("Retry-After", wholeSeconds(retryAfter))
        .withHeader("X-RateLimit-Scope", scope);
  }

  private static Answered json(int status, String body) {
    return new Answered(status, Map.of("Content-Type", "application/json"), body);
  }

  private static String wholeSeconds(Duration time) {
    return String.valueOf((time.toMillis() + 999) / 1000);
  }
}
