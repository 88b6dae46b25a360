package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods by which the bot gets its updates: by asking, or at its own address. */
final class UpdateMethods {
  private static final int MAX_POLL_SECONDS = 50;
  private static final int MAX_UPDATES = 100;
  private static final int MAX_CONNECTIONS = 100;
  private static final int STANDARD_CONNECTIONS = 40;
  private static final String OWN_MACHINE = "127.0.0.1";

  private final Updates updates;
  private Webhook webhook;

  UpdateMethods(Updates updates) {
    this.updates = updates;
  }

  void addTo(Map<String, Handler> methods) {
    methods.put("getupdates", this::getUpdates);
    methods.put("setwebhook", this::setWebhook);
    methods.put("deletewebhook", this::deleteWebhook);
    methods.put("getwebhookinfo", this::getWebhookInfo);
  }

  synchronized Optional<Webhook> webhook() {
    return Optional.ofNullable(webhook);
  }

  synchronized void close() {
    if (webhook != null) {
      webhook.close();
      webhook = null;
    }
  }

  private JsonNode getUpdates(ApiCall call) {
    if (webhook().isPresent()) {
      throw ApiException.conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
              + " webhook first");
    }
    allowUpdates(call);
    int offset = (int) call.number("offset");
    int limit = call.number("limit", MAX_UPDATES, 1, MAX_UPDATES);
    int seconds = call.number("timeout", 0, 0, MAX_POLL_SECONDS);
    ArrayNode found = ApiCall.MAPPER.createArrayNode();
    updates.poll(offset, limit, Duration.ofSeconds(seconds)).forEach(found::add);
    return found;
  }

  private JsonNode setWebhook(ApiCall call) {
    String url = call.text("url");
    if (url.isEmpty()) {
      return deleteWebhook(call);
    }
    String secret = call.text("secret_token");
    if (!isAllowed(url)) {
      throw ApiException.badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    }
    if (secret.length() > 256) {
      throw ApiException.badRequest("secret token is too long");
    }
    if (!secret.matches("[A-Za-z0-9_-]*")) {
      throw ApiException.badRequest("secret token contains unallowed characters");
    }
    int connections = call.number("max_connections", STANDARD_CONNECTIONS, 1, MAX_CONNECTIONS);
    dropPending(call);
    allowUpdates(call);
    synchronized (this) {
      close();
      webhook = Webhook.start(url, secret, connections, updates);
    }
    updates.interrupt();
    return BooleanNode.TRUE;
  }

  private JsonNode deleteWebhook(ApiCall call) {
    dropPending(call);
    close();
    return BooleanNode.TRUE;
  }

  private synchronized JsonNode getWebhookInfo(ApiCall call) {
    ObjectNode info =
        webhook == null
            ? ApiCall.MAPPER
                .createObjectNode()
                .put("url", "")
                .put("has_custom_certificate", false)
                .put("pending_update_count", updates.waiting())
            : webhook.info();
    if (!updates.allowed().isEmpty()) {
      ArrayNode allowed = info.putArray("allowed_updates");
      updates.allowed().forEach(allowed::add);
    }
    return info;
  }

  /** Unlike the real server this one takes plain HTTP, but only on this machine. */
  private static boolean isAllowed(String url) {
    URI address = URI.create(url);
    return "https".equals(address.getScheme()) || OWN_MACHINE.equals(address.getHost());
  }

  private void dropPending(ApiCall call) {
    if (call.flag("drop_pending_updates")) {
      updates.drop();
    }
  }

  private void allowUpdates(ApiCall call) {
    JsonNode kinds = call.json("allowed_updates");
    if (kinds.isArray()) {
      Set<String> allowed = new HashSet<>();
      kinds.forEach(it -> allowed.add(it.asText()));
      updates.allow(Set.copyOf(allowed));
    }
  }
}
