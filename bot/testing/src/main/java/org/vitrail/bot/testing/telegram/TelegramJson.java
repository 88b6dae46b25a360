package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON that a test wrote. */
final class TelegramJson {
  private TelegramJson() {}

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) ApiCall.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
