package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** Refuses what Discord would refuse in a message's JSON; knows nothing of who sends it where. */
final class MessageRules {
  static final int COMPONENTS_V2 = 1 << 15;

  private static final int ACTION_ROW = 1;
  private static final int STRING_SELECT = 3;
  private static final int LAST_SELECT = 8;
  private static final int LINK = 5;
  private static final int PREMIUM = 6;
  private static final int MAX_ROWS = 5;
  private static final int MAX_BUTTONS = 5;
  private static final int MAX_ATTACHMENTS = 10;
  private static final int MAX_EMBEDS = 10;
  private static final int MAX_EMBED_CHARACTERS = 6000;

  private final FormErrors errors = new FormErrors();
  private final Set<String> customIds = new HashSet<>();

  /** Checks a message before anything is done with it. */
  static void check(JsonNode message) {
    MessageRules rules = new MessageRules();
    rules.checkMessage(message);
    rules.errors.throwIfAny();
  }

  private void checkMessage(JsonNode message) {
    errors.checkLength("content", message.path("content"), 0, 2000);
    errors.checkLength("nonce", message.path("nonce"), 0, 25);
    errors.checkSize("attachments", message.path("attachments"), MAX_ATTACHMENTS);
    int number = 0;
    for (JsonNode attachment : message.path("attachments")) {
      String path = "attachments." + number++;
      errors.checkLength(path + ".description", attachment.path("description"), 0, 1024);
    }
    checkEmbeds(message.path("embeds"));
    checkMentions(message.path("allowed_mentions"));
    if ((message.path("flags").asInt() & COMPONENTS_V2) == 0) {
      checkRows(message.path("components"));
    }
  }

  private void checkMentions(JsonNode mentions) {
    Set<String> known = Set.of("roles", "users", "everyone");
    int number = 0;
    for (JsonNode parse : mentions.path("parse")) {
      if (!known.contains(parse.asText())) {
        errors.add(
            "allowed_mentions.parse." + number,
            "BASE_TYPE_CHOICES",
            "Value must be one of " + known);
      }
      number++;
    }
  }

  private void checkEmbeds(JsonNode embeds) {
    errors.checkSize("embeds", embeds, MAX_EMBEDS);
    int characters = 0;
    int number = 0;
    for (JsonNode embed : embeds) {
      String path = "embeds." + number++;
      errors.checkLength(path + ".title", embed.path("title"), 0, 256);
      errors.checkLength(path + ".description", embed.path("description"), 0, 4096);
      errors.checkLength(path + ".footer.text", embed.path("footer").path("text"), 0, 2048);
      errors.checkSize(path + ".fields", embed.path("fields"), 25);
      int fieldNumber = 0;
      for (JsonNode field : embed.path("fields")) {
        String fieldPath = path + ".fields." + fieldNumber++;
        errors.checkLength(fieldPath + ".name", field.path("name"), 1, 256);
        errors.checkLength(fieldPath + ".value", field.path("value"), 1, 1024);
        characters += length(field, "name") + length(field, "value");
      }
      characters +=
          length(embed, "title")
              + length(embed, "description")
              + length(embed.path("footer"), "text")
              + length(embed.path("author"), "name");
    }
    if (characters > MAX_EMBED_CHARACTERS) {
      errors.add(
          "embeds",
          "MAX_EMBED_SIZE_EXCEEDED",
          "Embed size exceeds maximum size of " + MAX_EMBED_CHARACTERS);
    }
  }

  private void checkRows(JsonNode rows) {
    errors.checkSize("components", rows, MAX_ROWS);
    int number = 0;
    for (JsonNode row : rows) {
      String path = "components." + number++;
      if (row.path("type").asInt() != ACTION_ROW) {
        errors.add(
            path + ".type", "BASE_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
      }
      int size = row.path("components").size();
      if (size < 1 || size > MAX_BUTTONS) {
        errors.add(
            path + ".components",
            "BASE_TYPE_BAD_LENGTH",
            "Must be between 1 and " + MAX_BUTTONS + " in length.");
      }
      int childNumber = 0;
      for (JsonNode child : row.path("components")) {
        checkChild(path + ".components." + childNumber++, child, size);
      }
    }
  }

  private void checkChild(String path, JsonNode child, int neighbours) {
    int type = child.path("type").asInt();
    if (type == FakeButton.TYPE) {
      checkButton(path, child);
    } else if (type >= STRING_SELECT && type <= LAST_SELECT) {
      checkCustomId(path, child);
      errors.checkLength(path + ".placeholder", child.path("placeholder"), 0, 150);
      errors.checkSize(path + ".options", child.path("options"), 25);
      if (neighbours > 1) {
        errors.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "Components too wide to fit");
      }
    } else {
      errors.add(
          path + ".type", "BASE_TYPE_CHOICES", "Value of field \"type\" is not allowed here.");
    }
  }

  private void checkButton(String path, JsonNode button) {
    int style = button.path("style").asInt();
    if (style < 1 || style > PREMIUM) {
      errors.add(path + ".style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).");
    }
    errors.checkLength(path + ".label", button.path("label"), 0, 80);
    if (style == LINK) {
      errors.checkLength(path + ".url", button.path("url"), 1, 512);
    } else if (style != PREMIUM) {
      checkCustomId(path, button);
    }
    boolean saysSomething =
        !button.path("label").asText().isEmpty() || button.path("emoji").isObject();
    if (style != PREMIUM && !saysSomething) {
      errors.add(path, "BUTTON_COMPONENT_INVALID_LABEL", "A button must have a label or emoji");
    }
  }

  private void checkCustomId(String path, JsonNode component) {
    errors.checkLength(path + ".custom_id", component.path("custom_id"), 1, 100);
    if (!customIds.add(component.path("custom_id").asText())) {
      errors.add(
          path + ".custom_id",
          "COMPONENT_CUSTOM_ID_DUPLICATED",
          "Component custom id cannot be duplicated");
    }
  }

  private static int length(JsonNode object, String field) {
    return object.path(field).asText().length();
  }
}
