package org.vitrail.bot.telegram.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The buttons below a message, row by row, and the server's rules for them. */
record Keyboard(List<List<Button>> rows) {
  static final Keyboard NONE = new Keyboard(List.of());
  private static final int MOST_BUTTONS = 100;
  private static final int MOST_DATA_BYTES = 64;

  static Keyboard of(ApiCall call) {
    List<List<Button>> rows = new ArrayList<>();
    for (JsonNode row : call.json("reply_markup").path("inline_keyboard")) {
      List<Button> buttons = new ArrayList<>();
      row.forEach(it -> buttons.add(button(it)));
      if (!buttons.isEmpty()) {
        rows.add(List.copyOf(buttons));
      }
    }
    if (rows.stream().mapToInt(List::size).sum() > MOST_BUTTONS) {
      throw ApiException.badRequest("reply markup is too long");
    }
    return new Keyboard(List.copyOf(rows));
  }

  private static Button button(JsonNode it) {
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
    if (!data.isMissingNode() && (bytes < 1 || bytes > MOST_DATA_BYTES)) {
      throw ApiException.badRequest("BUTTON_DATA_INVALID");
    }
    return new Button(text, data.asText(""), url);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  ObjectNode json() {
    ObjectNode json = ApiCall.MAPPER.createObjectNode();
    ArrayNode array = json.putArray("inline_keyboard");
    for (List<Button> row : rows) {
      ArrayNode buttons = array.addArray();
      for (Button button : row) {
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
