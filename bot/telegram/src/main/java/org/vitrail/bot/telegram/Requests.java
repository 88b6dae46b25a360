package org.vitrail.bot.telegram;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.telegram.telegrambots.meta.api.methods.ActionType;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.Parsed.Understood;
import org.vitrail.bot.core.picture.InitImageException;
import org.vitrail.bot.core.picture.PictureFile;
import org.vitrail.bot.core.studio.Studio;

/**
 * What people write to the bot. They see that it arrived before anything is looked up; then it is
 * found out whether an answer could be shown at all.
 */
final class Requests {
  private final TelegramApi api;
  private final Studio studio;
  private final Replies replies;
  private final Preflight preflight;
  private final String botName;

  Requests(TelegramApi api, Studio studio, Replies replies, Preflight preflight, String botName) {
    this.api = api;
    this.studio = studio;
    this.replies = replies;
    this.preflight = preflight;
    this.botName = botName;
  }

  /** Does not wait for anything. */
  void acknowledge(Message message) {
    if (Incoming.of(message, botName).isEmpty()) {
      return;
    }
    Place place = Place.of(message);
    api.send(
        SendChatAction.builder()
            .chatId(place.chat())
            .messageThreadId(place.thread().orElse(null))
            .action(ActionType.UPLOAD_PHOTO.toString())
            .build());
  }

  void received(Message message) {
    Optional<Incoming> incoming = Incoming.of(message, botName);
    if (incoming.isEmpty()) {
      return;
    }
    Place place = Place.of(message);
    Person who = replies.person(message.getFrom(), place);
    String line = incoming.get().line();
    Optional<String> obstacle = obstacle(who, line, place);
    if (obstacle.isPresent()) {
      replies.say(place, obstacle.get());
      return;
    }
    Origin origin =
        replies.origin(
            who,
            place,
            "m" + message.getChatId() + "." + message.getMessageId(),
            standing(who, line, place));
    Optional<PictureFile> picture = incoming.get().pictureFile().map(id -> () -> fetch(id));
    replies.show(place, who, studio.handle(who, line, picture, Optional.of(origin)));
  }

  private Optional<String> obstacle(Person who, String line, Place place) {
    if (!place.isGroup()) {
      return Optional.empty();
    }
    boolean isPrivate =
        studio.parse(who, line) instanceof Understood understood
            && understood.command() instanceof Imagine imagine
            && imagine.options().isPrivate();
    return isPrivate ? preflight.obstacleInPrivate(who) : preflight.obstacle(who, place);
  }

  /** Asked only where it matters, as asking takes a call of its own. */
  private Standing standing(Person who, String line, Place place) {
    if (!place.isGroup()) {
      return Standing.ALONE;
    }
    return isForModerators(line) && preflight.isAdministrator(who, place)
        ? Standing.MODERATOR
        : Standing.MEMBER;
  }

  private static boolean isForModerators(String line) {
    String[] words = line.toLowerCase(Locale.ROOT).split("\\s+", 3);
    return words[0].startsWith("/")
        && CommandName.named(words[0].substring(1))
            .filter(
                name ->
                    name.isForModerators()
                        || name == CommandName.DELETE
                        || words.length > 1
                            && (name == CommandName.LANGUAGE || name == CommandName.QUEUE))
            .isPresent();
  }

  private byte[] fetch(String fileId) throws IOException, InitImageException {
    try {
      return api.file(fileId);
    } catch (TelegramApiException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
