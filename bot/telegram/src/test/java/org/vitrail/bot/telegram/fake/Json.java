package org.vitrail.bot.telegram.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON that a test wrote. */
final class Json {
  private Json() {}

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) ApiCall.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
