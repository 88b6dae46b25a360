package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the texts and captions of a call and enforces their lengths. */
final class Captions {
  private static final int MAX_TEXT = 4096;
  private static final int MAX_CAPTION = 1024;

  private Captions() {}

  static FormattedText text(ApiCall call) {
    String raw = call.text("text");
    if (raw.isEmpty()) {
      throw ApiException.badRequest("message text is empty");
    }
    FormattedText text = FormattedText.sent(raw, call.text("parse_mode"), call.json("entities"));
    if (text.isEmpty()) {
      throw ApiException.badRequest("text must be non-empty");
    }
    if (text.length() > MAX_TEXT) {
      throw ApiException.badRequest("message is too long");
    }
    return text;
  }

  static FormattedText caption(ApiCall call) {
    return caption(call.text("caption"), call.text("parse_mode"), call.json("caption_entities"));
  }

  static FormattedText caption(JsonNode media) {
    return caption(
        media.path("caption").asText(""),
        media.path("parse_mode").asText(""),
        media.path("caption_entities"));
  }

  private static FormattedText caption(String raw, String parseMode, JsonNode entities) {
    FormattedText caption = FormattedText.sent(raw, parseMode, entities);
    if (caption.length() > MAX_CAPTION) {
      throw ApiException.badRequest("message caption is too long");
    }
    return caption;
  }
}
