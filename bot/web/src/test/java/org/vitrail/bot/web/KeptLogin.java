package org.vitrail.bot.web;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.vitrail.bot.core.operator.OperatorKey;
import redis.clients.jedis.params.RestoreParams;

/**
 * An operator who logged in once, for tests that each begin with an empty Redis: what Redis then
 * held of it is kept and put back.
 */
final class KeptLogin {
  private final WebInstance instance;
  private final Visitor visitor;
  private final String csrf;
  private final Map<String, byte[]> kept;

  KeptLogin(WebInstance instance) {
    this.instance = instance;
    visitor = instance.visitor();
    String key = new OperatorKey(instance.redis(), 1).renew();
    csrf = Visitor.json(post("login", "", Map.of("key", key))).get("csrf").asText();
    kept =
        instance.redis().keys("vitrail:{house}:*").stream()
            .collect(Collectors.toMap(name -> name, instance.redis()::dump));
  }

  /** Is logged in again, whatever became of it in Redis. */
  void restore() {
    kept.forEach(
        (name, value) ->
            instance.redis().restore(name, 0, value, RestoreParams.restoreParams().replace()));
  }

  /** Types a command about a place. */
  HttpResponse<byte[]> type(String place, String text) {
    return post("commands", csrf, Map.of("place", place, "text", text));
  }

  private HttpResponse<byte[]> post(String path, String secret, Map<String, String> body) {
    return visitor.post(
        "/moderate/" + path,
        Visitor.text(body),
        "Content-Type",
        "application/json",
        OperatorSessions.CSRF_HEADER,
        secret);
  }
}
