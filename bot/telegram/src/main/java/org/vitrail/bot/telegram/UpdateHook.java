package org.vitrail.bot.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the updates that Telegram sends; deals with none. Telegram hears that an update arrived
 * only once it is in the inbox, or dealt with where Redis is away, and sends it again otherwise.
 * Several processes may listen behind one address.
 */
final class UpdateHook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateHook.class);
  private static final String SECRET = "X-Telegram-Bot-Api-Secret-Token";

  /** Updates have a few kilobytes; texts have at most 4096 characters. */
  private static final long MAX_BYTES = 1 << 20;

  /** Less than Telegram waits for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final UpdateIntake intake;
  private final ObjectMapper json = new ObjectMapper();
  private final byte[] secret;
  private final Javalin server;

  /**
   * Begins to listen.
   *
   * @param secret that Telegram was told; who does not know it is sent away
   */
  UpdateHook(TelegramOptions.Webhook webhook, UpdateIntake intake, String secret) {
    this.intake = intake;
    this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    String path = Objects.requireNonNullElse(webhook.url().getPath(), "");
    server =
        Javalin.create(
            config -> {
              config.jetty.port = webhook.port();
              config.http.maxRequestSize = MAX_BYTES;
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.routes.post(path.isEmpty() ? "/" : path, this::receive);
            });
    server.start();
  }

  int port() {
    return server.port();
  }

  private void receive(Context context) {
    String said = context.header(SECRET);
    if (said == null
        || !MessageDigest.isEqual(secret, said.getBytes(StandardCharsets.ISO_8859_1))) {
      context.status(HttpStatus.UNAUTHORIZED);
      return;
    }
    try {
      String body = context.body();
      JsonNode id = json.readTree(body).path("update_id");
      if (id.isIntegralNumber() && id.canConvertToLong()) {
        intake.take(id.asText(), body).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } else {
        context.status(HttpStatus.BAD_REQUEST);
      }
    } catch (JsonProcessingException e) {
      context.status(HttpStatus.BAD_REQUEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.status(HttpStatus.SERVICE_UNAVAILABLE);
    } catch (TimeoutException | ExecutionException | RuntimeException | Error e) {
      LOG.warn("An update is not dealt with yet; Telegram sends it again: {}", e.toString());
      context.status(HttpStatus.SERVICE_UNAVAILABLE);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
