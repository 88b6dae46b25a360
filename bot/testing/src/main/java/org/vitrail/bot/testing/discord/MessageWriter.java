package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns what a request says into what the message then shows, and stores the files sent with it.
 */
final class MessageWriter {
  private static final int KEPT_FLAGS = MessageState.EPHEMERAL | MessageRules.COMPONENTS_V2;
  private static final int MAX_ATTACHMENTS = 10;

  private final FakeDiscord discord;

  MessageWriter(FakeDiscord discord) {
    this.discord = discord;
  }

  /** A new message's first state. */
  MessageState create(Payload payload, FakeChannel channel, long sizeLimit) {
    int flags = payload.json().path("flags").asInt();
    return write(MessageState.empty(flags), payload, channel, sizeLimit);
  }

  /** The state after an edit; what the request does not mention stays. */
  MessageState write(MessageState before, Payload payload, FakeChannel channel, long sizeLimit) {
    JsonNode json = payload.json();
    MessageRules.check(json);
    if (payload.files().values().stream().anyMatch(file -> file.bytes().length > sizeLimit)) {
      throw ApiError.fileTooLarge();
    }
    int flags = before.flags() & KEPT_FLAGS | json.path("flags").asInt() & ~MessageState.EPHEMERAL;
    MessageState after =
        new MessageState(
            json.has("content") ? json.path("content").asText("") : before.content(),
            json.path("embeds").isArray() ? json.path("embeds") : before.embeds(),
            json.path("components").isArray() ? json.path("components") : before.components(),
            attachments(before, payload, channel),
            flags);
    if (after.isEmpty() && !json.has("poll") && !json.has("sticker_ids")) {
      throw ApiError.emptyMessage();
    }
    return after;
  }

  private List<FakeAttachment> attachments(
      MessageState before, Payload payload, FakeChannel channel) {
    JsonNode listed = payload.json().path("attachments");
    List<FakeAttachment> after = new ArrayList<>();
    Map<Integer, Payload.File> unlisted = new TreeMap<>(payload.files());
    if (!listed.isArray()) {
      after.addAll(before.attachments());
    }
    int number = 0;
    for (JsonNode entry : listed) {
      Payload.File file = unlisted.remove(entry.path("id").asInt(-1));
      after.add(
          file == null
              ? kept(before, entry, number)
              : discord
                  .store(
                      channel,
                      entry.path("filename").asText(file.name()),
                      file.contentType(),
                      file.bytes())
                  .withDescription(entry.path("description").asText("")));
      number++;
    }
    unlisted
        .values()
        .forEach(
            file ->
                after.add(discord.store(channel, file.name(), file.contentType(), file.bytes())));
    if (after.size() > MAX_ATTACHMENTS) {
      throw FormErrors.of("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    return List.copyOf(after);
  }

  private static FakeAttachment kept(MessageState before, JsonNode entry, int number) {
    long id = entry.path("id").asLong();
    return before.attachments().stream()
        .filter(attachment -> attachment.id() == id)
        .findFirst()
        .orElseThrow(
            () ->
                FormErrors.of(
                    "attachments." + number + ".id",
                    "INVALID_ATTACHMENT_ID",
                    "This attachment is neither sent nor on the message"));
  }
}
