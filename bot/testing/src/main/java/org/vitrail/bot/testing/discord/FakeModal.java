package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A form that the bot opened.
 *
 * @param components a JSON array: what stands in it, as it was sent
 */
public record FakeModal(String customId, String title, JsonNode components) {
  private static final int TEXT_INPUT = 4;

  /** A line or box to write into. */
  public record Field(String customId, String label, String value, boolean required, int longest) {}

  public List<Field> fields() {
    return DiscordJson.stream(components)
        .flatMap(
            component ->
                DiscordJson.objectsWithin(component).stream()
                    .filter(FakeModal::isTextInput)
                    .map(input -> field(component, input)))
        .toList();
  }

  /** The fields filled in, in the shape in which they are sent. */
  ArrayNode filledIn(Map<String, String> values) {
    Set<String> known = fields().stream().map(Field::customId).collect(Collectors.toSet());
    if (!known.containsAll(values.keySet())) {
      throw new NoSuchElementException("The modal has the fields " + known + " only.");
    }
    ArrayNode filled = components.deepCopy();
    int number = 0;
    for (ObjectNode component : DiscordJson.objectsWithin(filled)) {
      component.put("id", ++number);
      if (isTextInput(component)) {
        String before = component.path("value").asText();
        component.put("value", values.getOrDefault(component.path("custom_id").asText(), before));
      }
    }
    return filled;
  }

  private static boolean isTextInput(JsonNode component) {
    return component.path("type").asInt() == TEXT_INPUT && component.has("custom_id");
  }

  private static Field field(JsonNode label, JsonNode input) {
    return new Field(
        input.path("custom_id").asText(),
        label.path("label").asText(input.path("label").asText()),
        input.path("value").asText(),
        input.path("required").asBoolean(true),
        input.path("max_length").asInt(4000));
  }
}
