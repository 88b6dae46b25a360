package org.vitrail.bot.testing.discord;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests in fixed windows, each webhook and each channel for itself. */
final class RateLimits {
  private static final int LIMIT = 5;
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private record Window(long endsAtMs, int used) {}

  /** The headers that tell a client where it stands, and whether it went too far. */
  record Standing(Map<String, String> headers, boolean isExceeded, Duration resetAfter) {}

  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  Optional<Standing> count(Route.Match match, long now) {
    if (!match.route().isWebhook() && !match.route().isChannel()) {
      return Optional.empty();
    }
    String bucket = match.route().isWebhook() ? "webhook" : match.route().name();
    String resource = match.argument(match.route().isWebhook() ? 1 : 0);
    Window window =
        windows.compute(
            bucket + ":" + resource,
            (key, open) ->
                open == null || open.endsAtMs() <= now
                    ? new Window(now + WINDOW.toMillis(), 1)
                    : new Window(open.endsAtMs(), open.used() + 1));
    return Optional.of(standing(bucket, window, now));
  }

  private static Standing standing(String bucket, Window window, long now) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-RateLimit-Bucket", Integer.toHexString(bucket.hashCode()));
    headers.put("X-RateLimit-Limit", String.valueOf(LIMIT));
    headers.put("X-RateLimit-Remaining", String.valueOf(Math.max(0, LIMIT - window.used())));
    headers.put("X-RateLimit-Reset", seconds(window.endsAtMs()));
    headers.put("X-RateLimit-Reset-After", seconds(window.endsAtMs() - now));
    return new Standing(headers, window.used() > LIMIT, Duration.ofMillis(window.endsAtMs() - now));
  }

  private static String seconds(long ms) {
    return String.format(Locale.ROOT, "%.3f", ms / 1000.0);
  }
}
