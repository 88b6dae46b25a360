package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A person who writes to the bot and presses its buttons. */
public final class FakeTelegramUser {
  private final World world;
  private final long id;
  private final String firstName;
  private final String languageCode;
  private final FakeChat chat;
  private String userName = "";

  FakeTelegramUser(World world, long id, String firstName, String languageCode) {
    this.world = world;
    this.id = id;
    this.firstName = firstName;
    this.languageCode = languageCode;
    this.chat = new FakeChat(world, id, FakeChat.Kind.PRIVATE, firstName, this);
  }

  public long id() {
    return id;
  }

  public String firstName() {
    return firstName;
  }

  public String languageCode() {
    return languageCode;
  }

  /** The unique name without its "@"; empty where there is none. */
  public String userName() {
    synchronized (world) {
      return userName;
    }
  }

  /** Takes a unique name, without its "@". */
  public FakeTelegramUser goesBy(String name) {
    synchronized (world) {
      userName = name;
      return this;
    }
  }

  /** The private chat with the bot. */
  public FakeChat chat() {
    return chat;
  }

  /** Writes in the private chat. */
  public SentMessage says(String text) {
    return says(chat, text);
  }

  public SentMessage says(SendTarget place, String text) {
    return send(place, 0, typed(text));
  }

  /** Writes a text in which somebody is mentioned by their first name, as an app offers it. */
  public SentMessage mentions(
      SendTarget place, String before, FakeTelegramUser somebody, String after) {
    String text = before + somebody.firstName + after;
    Entity mention =
        new Entity(
            "text_mention",
            before.length(),
            somebody.firstName.length(),
            ApiJson.user(somebody).toString());
    return send(place, 0, Content.text(FormattedText.typed(text).with(mention), text));
  }

  /** Writes in the name of a chat: of the group itself, or of a channel. */
  public SentMessage saysAs(FakeChat guise, SendTarget place, String text) {
    if (guise == place.chat() && !guise.administrators().contains(this)) {
      throw new IllegalStateException("Only administrators write in the name of " + guise);
    }
    synchronized (world) {
      FakeTelegramMessage message =
          place.chat().post(this, place, 0, "", typed(text), Keyboard.NONE).inNameOf(guise);
      return deliver("message", message);
    }
  }

  /** Passes on what somebody wrote elsewhere. */
  public SentMessage forwards(SendTarget place, String text) {
    return send(place, 0, typed(text).forwarded("Eve"));
  }

  /** Passes on a picture with its caption. */
  public SentMessage forwardsPhoto(SendTarget place, byte[] picture, String caption) {
    return send(place, 0, photo(picture, caption).forwarded("Eve"));
  }

  /** Writes an answer to a message, in the same chat and topic. */
  public SentMessage replies(FakeTelegramMessage to, String text) {
    return send(placeOf(to), to.id(), typed(text));
  }

  public SentMessage sendsPhoto(SendTarget place, byte[] picture, String caption) {
    return send(place, 0, photo(picture, caption));
  }

  public SentMessage repliesWithPhoto(FakeTelegramMessage to, byte[] picture, String caption) {
    return send(placeOf(to), to.id(), photo(picture, caption));
  }

  public SentMessage sendsDocument(
      SendTarget place, byte[] bytes, String mimeType, String caption) {
    String name = "file." + mimeType.substring(mimeType.indexOf('/') + 1);
    StoredFile file = world.files.addDocument(name, mimeType, bytes);
    return send(place, 0, Content.document(file, FormattedText.typed(caption), caption));
  }

  /**
   * Sends something that is neither words nor a picture.
   *
   * @param field which the message has for it, such as "sticker"
   * @param json its value
   */
  public SentMessage sends(SendTarget place, String field, String json) {
    return send(place, 0, Content.service(field, TelegramJson.object(json)));
  }

  /** Sends pictures as one album, with a caption each; an empty one is none. */
  public List<SentMessage> sendsAlbum(SendTarget place, List<byte[]> pictures, String... captions) {
    String album = world.number();
    List<SentMessage> sent = new ArrayList<>();
    synchronized (world) {
      for (int i = 0; i < pictures.size(); i++) {
        Content content = photo(pictures.get(i), captions[i]);
        sent.add(
            deliver("message", place.chat().post(this, place, 0, album, content, Keyboard.NONE)));
      }
    }
    return sent;
  }

  /** Changes the text of a message of this user. */
  public SentMessage edits(FakeTelegramMessage message, String text) {
    synchronized (world) {
      message.edit(typed(text), Keyboard.NONE);
      return deliver("edited_message", message);
    }
  }

  /** Presses the button with this text below a message; fails if there is none. */
  public Click clicks(FakeTelegramMessage message, String buttonText) {
    return clicksData(message, message.button(buttonText).callbackData());
  }

  /** Presses the button with this text below the newest message that has one. */
  public Click clicks(FakeChat where, String buttonText) {
    List<FakeTelegramMessage> messages = where.botMessages();
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).findButton(buttonText).isPresent()) {
        return clicks(messages.get(i), buttonText);
      }
    }
    throw new AssertionError("No button \"" + buttonText + "\" in " + where + ": " + messages);
  }

  /** Sends the data of a button, whether the message has such a button or not. */
  public Click clicksData(FakeTelegramMessage message, String data) {
    synchronized (world) {
      Click click = new Click(world, world.number(), message.chat());
      ObjectNode query = ApiJson.callbackQuery(click.id(), this, message, data);
      world.clicks.put(click.id(), click);
      click.delivered(world.updates.push("callback_query", query));
      return click;
    }
  }

  /** Makes a topic in a forum. */
  public FakeTopic opensTopic(FakeChat forum, String name) {
    return forum.topic(this, name);
  }

  /** Until they write to it, the bot cannot write to this user. */
  public FakeTelegramUser neverStartedTheBot() {
    chat.isStarted(false);
    return this;
  }

  /** From now on the bot cannot write to this user. */
  public FakeTelegramUser blocksTheBot() {
    chat.becomes(FakeChat.BotStatus.KICKED);
    return this;
  }

  public FakeTelegramUser unblocksTheBot() {
    chat.becomes(FakeChat.BotStatus.MEMBER);
    return this;
  }

  @Override
  public String toString() {
    return firstName + " (" + id + ")";
  }

  private SentMessage send(SendTarget place, int replyToId, Content content) {
    synchronized (world) {
      if (place == chat && chat.botStatus() == FakeChat.BotStatus.LEFT) {
        chat.isStarted(true);
      }
      FakeTelegramMessage message =
          place.chat().post(this, place, replyToId, "", content, Keyboard.NONE);
      return deliver("message", message);
    }
  }

  private SentMessage deliver(String kind, FakeTelegramMessage message) {
    long now = System.nanoTime();
    OptionalInt updateId =
        PrivacyMode.shows(message, world)
            ? world.updates.push(kind, ApiJson.message(message))
            : OptionalInt.empty();
    return new SentMessage(message, updateId, now);
  }

  private Content photo(byte[] picture, String caption) {
    return Content.photo(
        world.files.addPhoto(picture), FormattedText.typed(caption), caption, false);
  }

  private static Content typed(String text) {
    return Content.text(FormattedText.typed(text), text);
  }

  private static SendTarget placeOf(FakeTelegramMessage message) {
    return message
        .chat()
        .findTopic(message.threadId())
        .<SendTarget>map(it -> it)
        .orElse(message.chat());
  }
}
