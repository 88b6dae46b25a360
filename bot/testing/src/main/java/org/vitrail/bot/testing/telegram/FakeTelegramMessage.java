package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A message as people see it in the chat at this moment, and what it was before. */
public final class FakeTelegramMessage {
  /** What a message is. */
  public enum Kind {
    TEXT,
    PHOTO,
    DOCUMENT,
    STICKER,
    VIDEO,
    SERVICE
  }

  /**
   * What an edit left behind.
   *
   * @param text the text or caption after it
   */
  public record Edit(Instant at, Kind kind, String text, List<List<KeyboardButton>> buttons) {}

  private final FakeChat chat;
  private final int id;
  private final FakeTelegramUser from;
  private final Instant sentAt = Instant.now();
  private final int threadId;
  private final int replyToId;
  private final String albumId;
  private Content content;
  private Keyboard keyboard;
  private FakeChat guise;
  private boolean deleted;
  private List<String> reactions = List.of();
  private final List<Edit> edits = new ArrayList<>();

  FakeTelegramMessage(
      FakeChat chat,
      int id,
      FakeTelegramUser from,
      SendTarget place,
      int replyToId,
      String albumId,
      Content content,
      Keyboard keyboard) {
    this.chat = chat;
    this.id = id;
    this.from = from;
    this.threadId = place.threadId();
    this.replyToId = replyToId;
    this.albumId = albumId;
    this.content = content;
    this.keyboard = keyboard;
  }

  public int id() {
    return id;
  }

  public FakeChat chat() {
    return chat;
  }

  /** Who wrote it; empty for the bot. */
  public Optional<FakeTelegramUser> from() {
    return Optional.ofNullable(from);
  }

  public boolean isFromBot() {
    return from == null && kind() != Kind.SERVICE;
  }

  public Instant sentAt() {
    return sentAt;
  }

  public int threadId() {
    return threadId;
  }

  /** The id of the message that this one answers; 0 if it answers none. */
  public int replyToId() {
    return replyToId;
  }

  /** The same for all pictures of one album; empty outside of albums. */
  public String albumId() {
    return albumId;
  }

  public Kind kind() {
    return content().kind();
  }

  /** The text, or the caption of a photo or document, without markup. */
  public String text() {
    return content().text().text();
  }

  /** The text or caption with its markup, as the bot sent it. */
  public String rawText() {
    return content().raw();
  }

  public List<Entity> entities() {
    return content().text().entities();
  }

  public boolean hasPhoto() {
    return kind() == Kind.PHOTO;
  }

  /** Whether its photo is hidden until it is tapped. */
  public boolean isSpoiler() {
    return content().isSpoiler();
  }

  /** The bytes of the photo or document. */
  public byte[] file() {
    return stored().bytes().clone();
  }

  /** The largest size's id of the photo, or the document's. */
  public String fileId() {
    return stored().id();
  }

  public String fileName() {
    return stored().name();
  }

  public List<List<KeyboardButton>> buttons() {
    return keyboard().rows();
  }

  /** The button with this text; fails if there is none. */
  public KeyboardButton button(String text) {
    return findButton(text)
        .orElseThrow(() -> new AssertionError("No button \"" + text + "\" below " + this));
  }

  public boolean isDeleted() {
    synchronized (chat.world()) {
      return deleted;
    }
  }

  /** The bot's reaction, as emoji. */
  public List<String> reactions() {
    synchronized (chat.world()) {
      return reactions;
    }
  }

  public List<Edit> edits() {
    synchronized (chat.world()) {
      return List.copyOf(edits);
    }
  }

  /** Waits until the message looks as expected. */
  public FakeTelegramMessage await(Predicate<FakeTelegramMessage> expected) {
    return await(World.PATIENCE, expected);
  }

  public FakeTelegramMessage await(Duration patience, Predicate<FakeTelegramMessage> expected) {
    return chat.world()
        .await(
            patience,
            () -> Optional.of(this).filter(expected),
            () -> this + " did not become as expected; its edits were " + edits());
  }

  public FakeTelegramMessage awaitText(String part) {
    return await(it -> it.text().contains(part));
  }

  public FakeTelegramMessage awaitPhoto() {
    return await(FakeTelegramMessage::hasPhoto);
  }

  public FakeTelegramMessage awaitDeleted() {
    return await(FakeTelegramMessage::isDeleted);
  }

  @Override
  public String toString() {
    return "%s %d in %s: \"%s\"%s%s"
        .formatted(
            kind(),
            id,
            chat,
            text(),
            buttons().isEmpty() ? "" : " " + buttons(),
            isDeleted() ? " (deleted)" : "");
  }

  /** The group or channel in whose name it was written, where it was not the person's own. */
  Optional<FakeChat> guise() {
    synchronized (chat.world()) {
      return Optional.ofNullable(guise);
    }
  }

  FakeTelegramMessage inNameOf(FakeChat other) {
    synchronized (chat.world()) {
      guise = other;
      return this;
    }
  }

  Optional<KeyboardButton> findButton(String text) {
    return buttons().stream().flatMap(List::stream).filter(it -> it.text().equals(text)).findAny();
  }

  Content content() {
    synchronized (chat.world()) {
      return content;
    }
  }

  Keyboard keyboard() {
    synchronized (chat.world()) {
      return keyboard;
    }
  }

  void edit(Content newContent, Keyboard newKeyboard) {
    synchronized (chat.world()) {
      content = newContent;
      keyboard = newKeyboard;
      edits.add(new Edit(Instant.now(), content.kind(), content.text().text(), newKeyboard.rows()));
      chat.world().changed();
    }
  }

  void delete() {
    synchronized (chat.world()) {
      deleted = true;
      chat.world().changed();
    }
  }

  void react(List<String> emoji) {
    synchronized (chat.world()) {
      reactions = emoji;
      chat.world().changed();
    }
  }

  private StoredFile stored() {
    if (content().files().isEmpty()) {
      throw new AssertionError("There is no file in " + this);
    }
    return content().file();
  }
}
