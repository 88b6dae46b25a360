package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Collects what is wrong with a body and where, for the answer "Invalid Form Body". */
final class FormErrors {
  private final ObjectNode errors = DiscordJson.object();

  /** Notes an error at a path such as {@code components.0.components.1.custom_id}. */
  void add(String path, String code, String message) {
    ObjectNode place = errors;
    for (String step : path.split("\\.")) {
      place = place.withObjectProperty(step);
    }
    place.withArrayProperty("_errors").addObject().put("code", code).put("message", message);
  }

  /** Notes an error unless the text there, if any, has a length within these bounds. */
  void checkLength(String path, JsonNode text, int least, int most) {
    if (text.isMissingNode() || text.isNull()) {
      if (least > 0) {
        add(path, "BASE_TYPE_REQUIRED", "This field is required");
      }
      return;
    }
    String value = text.asText();
    int length = value.codePointCount(0, value.length());
    if (length < least || length > most) {
      add(
          path,
          "BASE_TYPE_BAD_LENGTH",
          "Must be between %d and %d in length.".formatted(least, most));
    }
  }

  /** Notes an error when the list there, if any, is no list or longer than this. */
  void checkSize(String path, JsonNode list, int most) {
    if (list.isMissingNode() || list.isNull()) {
      return;
    }
    if (!list.isArray()) {
      add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    } else if (list.size() > most) {
      add(path, "BASE_TYPE_MAX_LENGTH", "Must be " + most + " or fewer in length.");
    }
  }

  void throwIfAny() {
    if (!errors.isEmpty()) {
      throw toError();
    }
  }

  /** A refusal because of a single error. */
  static ApiError of(String path, String code, String message) {
    FormErrors errors = new FormErrors();
    errors.add(path, code, message);
    return errors.toError();
  }

  private ApiError toError() {
    ObjectNode body = DiscordJson.object().put("message", "Invalid Form Body").put("code", 50035);
    body.set("errors", errors);
    return new ApiError(400, body);
  }
}
