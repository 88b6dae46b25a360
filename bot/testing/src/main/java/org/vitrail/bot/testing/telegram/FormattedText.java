package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text as people see it, and its entities. */
record FormattedText(String text, List<Entity> entities) {
  static final FormattedText NONE = new FormattedText("", List.of());
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_/<>])/[a-zA-Z0-9_]{1,64}(@[a-zA-Z0-9_]{3,32})?(?![\\w/<>])");
  private static final Pattern MENTION =
      Pattern.compile("(?<![\\p{L}\\p{N}_/])@[a-zA-Z0-9_]{3,32}(?!\\w)");
  private static final Pattern URL = Pattern.compile("https?://[^\\s<>\"]+");

  /** What a person typed: the server marks commands, mentions and addresses by itself. */
  static FormattedText typed(String text) {
    List<Entity> entities = new ArrayList<>();
    mark(text, COMMAND, "bot_command", entities);
    mark(text, MENTION, "mention", entities);
    mark(text, URL, "url", entities);
    // "/imagine@the_bot" is a command, not also a mention.
    entities.removeIf(
        it ->
            it.type().equals("mention")
                && entities.stream()
                    .anyMatch(
                        other ->
                            other.type().equals("bot_command")
                                && it.offset() > other.offset()
                                && it.offset() < other.offset() + other.length()));
    entities.sort((a, b) -> Integer.compare(a.offset(), b.offset()));
    return new FormattedText(text, List.copyOf(entities));
  }

  /** What a bot sent: parsed as it asks for, and trimmed. */
  static FormattedText sent(String raw, String parseMode, JsonNode givenEntities) {
    if (raw.getBytes(StandardCharsets.UTF_8).length > 1 << 15) {
      throw ApiException.badRequest("text is too long");
    }
    return switch (parseMode.toLowerCase(Locale.ROOT)) {
      case "", "none" -> new FormattedText(raw, given(givenEntities)).trimmed();
      case "html" -> HtmlText.parse(raw).trimmed();
      case "markdownv2" -> MarkdownText.parse(raw).trimmed();
      default -> throw ApiException.badRequest("unsupported parse_mode");
    };
  }

  /** The same with one more entity. */
  FormattedText with(Entity entity) {
    List<Entity> more = new ArrayList<>(entities);
    more.add(entity);
    more.sort((a, b) -> Integer.compare(a.offset(), b.offset()));
    return new FormattedText(text, List.copyOf(more));
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  int length() {
    return text.codePointCount(0, text.length());
  }

  private FormattedText trimmed() {
    String stripped = text.strip();
    if (stripped.length() == text.length()) {
      return this;
    }
    int lead = text.length() - text.stripLeading().length();
    List<Entity> kept =
        entities.stream()
            .map(
                it -> {
                  int start = Math.max(0, it.offset() - lead);
                  int end = Math.min(stripped.length(), it.offset() - lead + it.length());
                  return new Entity(it.type(), start, end - start, it.detail());
                })
            .filter(it -> it.length() > 0)
            .toList();
    return new FormattedText(stripped, kept);
  }

  private static List<Entity> given(JsonNode entities) {
    List<Entity> list = new ArrayList<>();
    for (JsonNode it : entities) {
      String detail = it.path("url").asText(it.path("language").asText(""));
      list.add(
          new Entity(
              it.path("type").asText(),
              it.path("offset").asInt(),
              it.path("length").asInt(),
              detail));
    }
    return List.copyOf(list);
  }

  private static void mark(String text, Pattern pattern, String type, List<Entity> entities) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      entities.add(new Entity(type, matcher.start(), matcher.end() - matcher.start(), ""));
    }
  }
}
