package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a message shows at one time.
 *
 * @param embeds a JSON array
 * @param components a JSON array
 * @param flags Discord's bits, of which 64 is ephemeral, 128 loading and 32768 components V2
 */
public record MessageState(
    String content,
    JsonNode embeds,
    JsonNode components,
    List<FakeAttachment> attachments,
    int flags) {
  static final int EPHEMERAL = 1 << 6;
  static final int LOADING = 1 << 7;

  static MessageState empty(int flags) {
    return new MessageState("", DiscordJson.array(), DiscordJson.array(), List.of(), flags);
  }

  public boolean isEphemeral() {
    return (flags & EPHEMERAL) != 0;
  }

  /** Whether it only says that the bot is thinking. */
  public boolean isLoading() {
    return (flags & LOADING) != 0;
  }

  public boolean isEmpty() {
    return content.isEmpty() && embeds.isEmpty() && components.isEmpty() && attachments.isEmpty();
  }

  public List<FakeButton> buttons() {
    return DiscordJson.objectsWithin(components).stream()
        .filter(component -> component.path("type").asInt() == FakeButton.TYPE)
        .map(FakeButton::of)
        .toList();
  }

  /** All that is written in it: content, embeds, and the texts among its components. */
  public String text() {
    StringBuilder text = new StringBuilder(content);
    for (JsonNode embed : embeds) {
      text.append('\n').append(embed.path("title").asText());
      text.append('\n').append(embed.path("description").asText());
      for (JsonNode field : embed.path("fields")) {
        text.append('\n').append(field.path("name").asText());
        text.append('\n').append(field.path("value").asText());
      }
      text.append('\n').append(embed.path("footer").path("text").asText());
    }
    return text
        + DiscordJson.objectsWithin(components).stream()
            .map(component -> component.path("content").asText())
            .filter(content -> !content.isEmpty())
            .collect(Collectors.joining("\n", "\n", ""));
  }
}
