package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The buttons below a message, row by row, and the server's rules for them. */
record Keyboard(List<List<KeyboardButton>> rows) {
  static final Keyboard NONE = new Keyboard(List.of());
  private static final int MAX_BUTTONS = 100;
  private static final int MAX_DATA_BYTES = 64;

  static Keyboard of(ApiCall call) {
    List<List<KeyboardButton>> rows = new ArrayList<>();
    for (JsonNode row : call.json("reply_markup").path("inline_keyboard")) {
      List<KeyboardButton> buttons = new ArrayList<>();
      row.forEach(it -> buttons.add(button(it)));
      if (!buttons.isEmpty()) {
        rows.add(List.copyOf(buttons));
      }
    }
    if (rows.stream().mapToInt(List::size).sum() > MAX_BUTTONS) {
      throw ApiException.badRequest("reply markup is too long");
    }
    return new Keyboard(List.copyOf(rows));
  }

  private static KeyboardButton button(JsonNode it) {
    String text = it.path("text").asText("");
    String url = it.path("url").asText("");
    JsonNode data = it.path("callback_data");
    if (text.isBlank()) {
      throw ApiException.badRequest(
          "can't parse inline keyboard button: Field \"text\" must be non-empty");
    }
    if (data.isMissingNode() && url.isEmpty()) {
      throw ApiException.badRequest(
          "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    }
    int bytes = data.asText("").getBytes(StandardCharsets.UTF_8).length;
    if (!data.isMissingNode() && (bytes < 1 || bytes > MAX_DATA_BYTES)) {
      throw ApiException.badRequest("BUTTON_DATA_INVALID");
    }
    return new KeyboardButton(text, data.asText(""), url);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  ObjectNode json() {
    ObjectNode json = ApiCall.MAPPER.createObjectNode();
    ArrayNode array = json.putArray("inline_keyboard");
    for (List<KeyboardButton> row : rows) {
      ArrayNode buttons = array.addArray();
      for (KeyboardButton button : row) {
        ObjectNode node = buttons.addObject().put("text", button.text());
        if (button.url().isEmpty()) {
          node.put("callback_data", button.callbackData());
        } else {
          node.put("url", button.url());
        }
      }
    }
    return json;
  }
}
