package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A button below a message.
 *
 * @param customId empty for links
 * @param emoji its emoji's name, or empty
 */
public record FakeButton(
    String label, String customId, boolean disabled, int style, String url, String emoji) {
  static final int TYPE = 2;

  static FakeButton of(JsonNode json) {
    return new FakeButton(
        json.path("label").asText(),
        json.path("custom_id").asText(),
        json.path("disabled").asBoolean(),
        json.path("style").asInt(),
        json.path("url").asText(),
        json.path("emoji").path("name").asText());
  }
}
