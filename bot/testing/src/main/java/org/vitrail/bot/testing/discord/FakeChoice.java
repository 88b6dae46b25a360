package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;

/** A suggestion shown while somebody types into an option. */
public record FakeChoice(String name, String value) {

  static FakeChoice of(JsonNode json) {
    return new FakeChoice(json.path("name").asText(), json.path("value").asText());
  }
}
