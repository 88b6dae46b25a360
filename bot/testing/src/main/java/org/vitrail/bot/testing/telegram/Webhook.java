package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings the updates to the bot's address one after the other, and tries again until the bot takes
 * them.
 */
public final class Webhook {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

  private record Failure(Instant at, String reason) {}

  private final String url;
  private final String secretToken;
  private final int maxConnections;
  private final Updates updates;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Thread sender = new Thread(this::send, "fake-telegram-webhook");
  private volatile boolean closed;
  private volatile int attempts;
  private volatile Failure lastFailure;

  private Webhook(String url, String secretToken, int maxConnections, Updates updates) {
    this.url = url;
    this.secretToken = secretToken;
    this.maxConnections = maxConnections;
    this.updates = updates;
  }

  static Webhook start(String url, String secretToken, int maxConnections, Updates updates) {
    Webhook webhook = new Webhook(url, secretToken, maxConnections, updates);
    webhook.sender.setDaemon(true);
    webhook.sender.start();
    return webhook;
  }

  public String url() {
    return url;
  }

  /** What the bot wants to see in the header; empty if it did not ask for any. */
  public String secretToken() {
    return secretToken;
  }

  public int maxConnections() {
    return maxConnections;
  }

  /** How many requests were made, failed ones too. */
  public int attempts() {
    return attempts;
  }

  /** Why the last failed request failed. */
  public Optional<String> lastError() {
    return Optional.ofNullable(lastFailure).map(Failure::reason);
  }

  void close() {
    closed = true;
    sender.interrupt();
  }

  ObjectNode info() {
    ObjectNode json =
        ApiCall.MAPPER
            .createObjectNode()
            .put("url", url)
            .put("has_custom_certificate", false)
            .put("pending_update_count", updates.waiting())
            .put("max_connections", maxConnections)
            .put("ip_address", URI.create(url).getHost());
    Failure failure = lastFailure;
    if (failure != null) {
      json.put("last_error_date", failure.at().getEpochSecond())
          .put("last_error_message", failure.reason());
    }
    return json;
  }

  private void send() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closed) {
        Optional<ObjectNode> update = updates.first(Duration.ofMillis(500));
        if (update.isEmpty()) {
          continue;
        }
        if (isTaken(update.get())) {
          updates.confirm(update.get());
          pause = FIRST_PAUSE;
        } else {
          Thread.sleep(pause.toMillis());
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        }
      }
    } catch (InterruptedException | ApiException closing) {
      closed = true;
    }
  }

  private boolean isTaken(ObjectNode update) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(update.toString()));
    if (!secretToken.isEmpty()) {
      request.header("X-Telegram-Bot-Api-Secret-Token", secretToken);
    }
    attempts++;
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 200 && status < 300) {
        return true;
      }
      lastFailure = new Failure(Instant.now(), "Wrong response from the webhook: " + status);
    } catch (IOException broken) {
      lastFailure = new Failure(Instant.now(), "Connection failed: " + broken.getMessage());
    }
    return false;
  }
}
