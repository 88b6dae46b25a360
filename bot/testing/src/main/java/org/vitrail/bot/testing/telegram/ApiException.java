package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal in the Bot API's own words; knows nothing of HTTP beyond the code. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient ObjectNode parameters;

  private ApiException(int code, String description, ObjectNode parameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }

  static ApiException of(int code, String description) {
    return new ApiException(code, description, null);
  }

  static ApiException badRequest(String reason) {
    return of(400, "Bad Request: " + reason);
  }

  static ApiException forbidden(String reason) {
    return of(403, "Forbidden: " + reason);
  }

  static ApiException conflict(String reason) {
    return of(409, "Conflict: " + reason);
  }

  static ApiException tooManyRequests(int retryAfterSeconds) {
    return new ApiException(
        429,
        "Too Many Requests: retry after " + retryAfterSeconds,
        JsonNodeFactory.instance.objectNode().put("retry_after", retryAfterSeconds));
  }

  static ApiException upgradedTo(long supergroupId) {
    return new ApiException(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        JsonNodeFactory.instance.objectNode().put("migrate_to_chat_id", supergroupId));
  }

  int code() {
    return code;
  }

  String body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("ok", false).put("error_code", code).put("description", getMessage());
    if (parameters != null) {
      body.set("parameters", parameters);
    }
    return body.toString();
  }
}
