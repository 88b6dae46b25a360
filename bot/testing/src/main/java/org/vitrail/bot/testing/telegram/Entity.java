package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A stretch of a text that has a meaning or a look.
 *
 * @param type the Bot API's name for it, such as "bold" or "bot_command"
 * @param offset in UTF-16 units, as the length
 * @param detail a link's address, a program text's language or, as JSON, the person whom a
 *     "text_mention" names; empty for others
 */
public record Entity(String type, int offset, int length, String detail) {

  static ArrayNode json(List<Entity> entities) {
    ArrayNode array = ApiCall.MAPPER.createArrayNode();
    for (Entity entity : entities) {
      ObjectNode node = array.addObject();
      node.put("type", entity.type).put("offset", entity.offset).put("length", entity.length);
      if (entity.type.equals("text_mention")) {
        node.set("user", entity.person());
      } else if (!entity.detail.isEmpty()) {
        node.put(entity.type.equals("pre") ? "language" : "url", entity.detail);
      }
    }
    return array;
  }

  private JsonNode person() {
    try {
      return ApiCall.MAPPER.readTree(detail);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
