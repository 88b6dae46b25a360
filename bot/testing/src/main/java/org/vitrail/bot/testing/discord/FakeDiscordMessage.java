package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A message with all that it ever showed; changed by requests while tests look at it. */
public final class FakeDiscordMessage {
  /** One change of a message. */
  public record Edit(Instant at, MessageState state) {}

  /** How a message came to be. */
  enum Origin {
    PERSON,
    POST,
    INTERACTION
  }

  private final FakeDiscord discord;
  private final FakeChannel channel;
  private final FakeDiscordUser author;
  private final Origin origin;
  private final long id;
  private final Instant createdAt = Instant.now();
  private final JsonNode request;
  private final List<Edit> edits = new CopyOnWriteArrayList<>();
  private volatile MessageState state;
  private volatile JsonNode mentions;
  private volatile boolean isDeleted;

  FakeDiscordMessage(
      FakeDiscord discord,
      FakeChannel channel,
      FakeDiscordUser author,
      Origin origin,
      MessageState state,
      JsonNode request) {
    this.discord = discord;
    this.channel = channel;
    this.author = author;
    this.origin = origin;
    this.id = discord.newId();
    this.state = state;
    this.request = request;
    this.mentions = request.path("allowed_mentions");
  }

  public long id() {
    return id;
  }

  public FakeChannel channel() {
    return channel;
  }

  public FakeDiscordUser author() {
    return author;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public MessageState state() {
    return state;
  }

  public String content() {
    return state.content();
  }

  public String text() {
    return state.text();
  }

  public JsonNode embeds() {
    return state.embeds();
  }

  public JsonNode components() {
    return state.components();
  }

  public List<FakeAttachment> attachments() {
    return state.attachments();
  }

  public List<FakeButton> buttons() {
    return state.buttons();
  }

  /** The first button with this label. */
  public FakeButton button(String label) {
    return buttons().stream()
        .filter(button -> button.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new NoSuchElementException("No button is called " + label + ": " + buttons()));
  }

  public boolean isEphemeral() {
    return state.isEphemeral();
  }

  public boolean isLoading() {
    return state.isLoading();
  }

  public boolean isDeleted() {
    return isDeleted;
  }

  /** The changes since it was created, oldest first. */
  public List<Edit> edits() {
    return edits;
  }

  /** Which message it replies to. */
  public OptionalLong repliesTo() {
    JsonNode reference = request.path("message_reference").path("message_id");
    return reference.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(reference.asLong());
  }

  /** Whom it may notify, as the last request said; missing when it said nothing. */
  public JsonNode allowedMentions() {
    return mentions;
  }

  public String nonce() {
    return request.path("nonce").asText();
  }

  /** Waits until this holds for what it shows. */
  public FakeDiscordMessage awaitState(Predicate<MessageState> wanted) {
    return discord.await(
        () -> Optional.of(this).filter(message -> wanted.test(message.state)),
        () -> "The message never came to that; it is " + this);
  }

  public FakeDiscordMessage awaitDeletion() {
    return discord.await(
        () -> Optional.of(this).filter(FakeDiscordMessage::isDeleted),
        () -> "The message was not deleted; it is " + this);
  }

  /** A person deletes it: its author or a moderator. */
  public void delete() {
    isDeleted = true;
    ObjectNode event =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("channel_id", String.valueOf(channel.id()));
    discord.gateway().dispatchMessageEvent(channel, "MESSAGE_DELETE", event);
  }

  boolean isPost() {
    return origin == Origin.POST;
  }

  synchronized void edit(MessageState newState, JsonNode editRequest) {
    state = newState;
    mentions = editRequest.path("allowed_mentions");
    edits.add(new Edit(Instant.now(), newState));
  }

  ObjectNode json() {
    MessageState now = state;
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("type", origin == Origin.INTERACTION ? 20 : repliesTo().isPresent() ? 19 : 0)
            .put("channel_id", String.valueOf(channel.id()))
            .put("content", now.content())
            .put("timestamp", createdAt.toString())
            .put("tts", false)
            .put("mention_everyone", false)
            .put("pinned", false)
            .put("flags", now.flags());
    json.put("edited_timestamp", edits.isEmpty() ? null : lastEdit().toString());
    json.set("author", author.json());
    json.putArray("mentions");
    json.putArray("mention_roles");
    json.set("embeds", now.embeds());
    json.set("components", now.components());
    ArrayNode attachments = json.putArray("attachments");
    now.attachments().forEach(attachment -> attachments.add(attachment.json()));
    if (origin != Origin.PERSON) {
      json.put("application_id", String.valueOf(author.id()));
    }
    if (origin == Origin.INTERACTION) {
      json.put("webhook_id", String.valueOf(author.id()));
    }
    if (!request.path("nonce").isMissingNode()) {
      json.set("nonce", request.path("nonce"));
    }
    if (repliesTo().isPresent()) {
      json.set("message_reference", request.path("message_reference"));
    }
    return json;
  }

  void deleteByBot() {
    isDeleted = true;
  }

  private Instant lastEdit() {
    return edits.get(edits.size() - 1).at();
  }

  @Override
  public String toString() {
    return "message %d by %s%s%s: %s %s %s"
        .formatted(
            id,
            author.name(),
            isLoading() ? " (loading)" : "",
            isDeleted ? " (deleted)" : "",
            text().strip(),
            attachments(),
            buttons());
  }
}
