package org.vitrail.bot.telegram;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.telegram.telegrambots.meta.api.objects.Document;
import org.telegram.telegrambots.meta.api.objects.MessageEntity;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.api.objects.photo.PhotoSize;
import org.vitrail.bot.command.CommandSpec;

/**
 * What a message says to the bot: a command line and perhaps a picture. Messages that speak to
 * somebody else are none.
 *
 * @param line as the core's parser reads it; empty for a picture, or something else, without words
 * @param pictureFile Telegram's id of a picture that was sent, or else of one that is answered
 * @param answeredFile that of a picture that is answered by one
 * @param quotes whether the line is somebody's message, which was hardly written for this bot
 */
record Incoming(
    String line, Optional<String> pictureFile, Optional<String> answeredFile, boolean quotes) {
  private static final String IMAGINE = "/imagine";

  /**
   * @param bot its name without the @
   */
  static Optional<Incoming> of(Message message, String bot) {
    String text = textOf(message);
    if (!message.getChat().isUserChat() && !isForBot(text, bot)) {
      return Optional.empty();
    }
    String line = withoutName(text, bot);
    if (CommandSpec.begun(line).filter(CommandSpec::isForModerators).isPresent()) {
      line = withoutName(withIds(message), bot);
    }
    Optional<String> picture = pictureOf(message);
    Optional<String> answered = Optional.empty();
    boolean quotes = message.getForwardDate() != null && isPrompt(line);
    Message quoted = message.getReplyToMessage();
    if (quoted != null && isReconstruction(line)) {
      // Of a grid of the bot's own, too: whoever asks so means the picture.
      picture = picture.or(() -> pictureOf(quoted));
    } else if (quoted != null && isPrompt(line)) {
      boolean asksPlainly = line.startsWith("/");
      if (line.isEmpty() || line.equalsIgnoreCase(IMAGINE)) {
        line = IMAGINE + " " + textOf(quoted);
        quotes = true;
      }
      if (asksPlainly || !isFromBot(quoted)) {
        answered = picture.isPresent() ? pictureOf(quoted) : Optional.empty();
        picture = picture.or(() -> pictureOf(quoted));
      }
    }
    return Optional.of(new Incoming(line, picture, answered, quotes));
  }

  /** Whether it says anything, be it a command or a prompt. */
  boolean hasWords() {
    return !line.isEmpty();
  }

  /** Whether nobody wrote this: Telegram says by itself that something happened. */
  static boolean isService(Message message, Optional<MessageKind> kind) {
    return kind.isEmpty() && textOf(message).isEmpty() && pictureOf(message).isEmpty();
  }

  private static String withoutName(String text, String bot) {
    return text.replaceAll("(?i)(^|\\s)@" + bot + "\\b", " ")
        .strip()
        .replaceFirst("(?i)^(/\\w+)@" + bot + "\\b", "$1");
  }

  /** The text with the ids of people who are mentioned without a unique name. */
  private static String withIds(Message message) {
    String text = message.hasText() ? message.getText() : message.getCaption();
    StringBuilder written = new StringBuilder();
    int from = 0;
    for (MessageEntity mention : mentions(message)) {
      written.append(text, from, mention.getOffset());
      written.append(Author.of(mention.getUser()).word());
      from = mention.getOffset() + mention.getLength();
    }
    return written.append(text.substring(from)).toString().strip();
  }

  /** Those mentions in the text that carry a person, in their order. */
  static List<MessageEntity> mentions(Message message) {
    List<MessageEntity> entities =
        message.hasText() ? message.getEntities() : message.getCaptionEntities();
    return entities == null
        ? List.of()
        : entities.stream()
            .filter(it -> it.getUser() != null)
            .sorted(Comparator.comparing(MessageEntity::getOffset))
            .toList();
  }

  /** In a group: a command of ours that is not for another bot, or a mention. */
  private static boolean isForBot(String text, String bot) {
    return text.toLowerCase(Locale.ROOT).contains("@" + bot.toLowerCase(Locale.ROOT))
        || CommandSpec.begun(text).isPresent();
  }

  private static boolean isPrompt(String line) {
    return !line.startsWith("/")
        || CommandSpec.begun(line).equals(Optional.of(CommandSpec.IMAGINE));
  }

  private static boolean isReconstruction(String line) {
    return CommandSpec.begun(line).equals(Optional.of(CommandSpec.RECONSTRUCT));
  }

  /** Who answers a grid with words hardly wants the grid itself as the beginning. */
  private static boolean isFromBot(Message message) {
    return message.getFrom() != null && Boolean.TRUE.equals(message.getFrom().getIsBot());
  }

  private static String textOf(Message message) {
    String text = message.hasText() ? message.getText() : message.getCaption();
    return text == null ? "" : text.strip();
  }

  private static Optional<String> pictureOf(Message message) {
    List<PhotoSize> sizes = message.getPhoto();
    if (sizes != null && !sizes.isEmpty()) {
      return sizes.stream()
          .max(Comparator.comparingInt(PhotoSize::getWidth))
          .map(PhotoSize::getFileId);
    }
    return Optional.ofNullable(message.getDocument())
        .filter(file -> file.getMimeType() != null && file.getMimeType().startsWith("image/"))
        .map(Document::getFileId);
  }
}
