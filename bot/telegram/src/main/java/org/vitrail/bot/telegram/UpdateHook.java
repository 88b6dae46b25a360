package org.vitrail.bot.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the updates that Telegram sends into the inbox; deals with none. Telegram hears that an
 * update arrived only once it is there, and sends it again otherwise. Several processes may listen
 * behind one address.
 */
final class UpdateHook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateHook.class);
  private static final String SECRET = "X-Telegram-Bot-Api-Secret-Token";

  /** Updates have a few kilobytes; texts have at most 4096 characters. */
  private static final long MAX_BYTES = 1 << 20;

  private final Inbox inbox;
  private final ObjectMapper json = new ObjectMapper();
  private final byte[] secret;
  private final Javalin server;

  /**
   * Begins to listen.
   *
   * @param secret that Telegram was told; who does not know it is sent away
   */
  UpdateHook(TelegramOptions.Webhook webhook, Inbox inbox, String secret) {
    this.inbox = inbox;
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
        inbox.add(id.asText(), body);
      } else {
        context.status(HttpStatus.BAD_REQUEST);
      }
    } catch (JsonProcessingException e) {
      context.status(HttpStatus.BAD_REQUEST);
    } catch (RuntimeException | Error e) {
      // Redis may be away.
      LOG.warn("An update could not be kept; Telegram sends it again: {}", e.getMessage());
      context.status(HttpStatus.SERVICE_UNAVAILABLE);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
