package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a method with its parameters, which may have come as JSON, as a form or as parts; a
 * parameter that is an object may be JSON inside a text.
 */
record ApiCall(String method, ObjectNode parameters, Map<String, UploadedFile> files) {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ATTACHED = "attach://";

  String text(String name) {
    return parameters.path(name).asText("");
  }

  boolean has(String name) {
    return !parameters.path(name).isMissingNode() && !text(name).isEmpty() || json(name).size() > 0;
  }

  long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException notOne) {
      return 0;
    }
  }

  int number(String name, int standard, int least, int most) {
    long number = has(name) ? number(name) : standard;
    return (int) Math.max(least, Math.min(most, number));
  }

  boolean flag(String name) {
    return text(name).equals("true") || text(name).equals("1");
  }

  JsonNode json(String name) {
    JsonNode value = parameters.path(name);
    if (!value.isTextual()) {
      return value;
    }
    try {
      return value.asText().isEmpty() ? MissingNode.getInstance() : MAPPER.readTree(value.asText());
    } catch (JsonProcessingException broken) {
      throw ApiException.badRequest("can't parse " + name + " JSON object");
    }
  }

  /** The file that a parameter is, or that its value "attach://name" points to. */
  Optional<UploadedFile> file(String name) {
    return Optional.ofNullable(files.get(name)).or(() -> attached(text(name)));
  }

  Optional<UploadedFile> attached(String reference) {
    return reference.startsWith(ATTACHED)
        ? Optional.ofNullable(files.get(reference.substring(ATTACHED.length())))
        : Optional.empty();
  }
}
