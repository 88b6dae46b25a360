package org.vitrail.bot.telegram;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.telegram.telegrambots.meta.api.methods.ActionType;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.objects.MessageEntity;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.InlineKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardButton;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.command.Audience;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.command.Parsed.Understood;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.Messages;

/**
 * What people write to the bot. They see that it arrived before anything is looked up; then it is
 * found out whether an answer could be shown at all.
 */
final class Requests {
  private final TelegramApi api;
  private final BotService botService;
  private final TelegramReplies replies;
  private final TelegramPostingRights postingRights;
  private final Messages messages;
  private final Albums albums;
  private final String botName;

  Requests(
      TelegramApi api,
      BotService botService,
      TelegramReplies replies,
      TelegramPostingRights postingRights,
      Messages messages,
      Albums albums,
      String botName) {
    this.api = api;
    this.botService = botService;
    this.replies = replies;
    this.postingRights = postingRights;
    this.messages = messages;
    this.albums = albums;
    this.botName = botName;
  }

  /** Does not wait for anything. */
  void acknowledge(Message message) {
    if (Incoming.of(message, botName).filter(Incoming::hasWords).isEmpty()) {
      return;
    }
    TelegramReplyTarget target = TelegramReplyTarget.of(message);
    api.send(
        SendChatAction.builder()
            .chatId(target.chat())
            .messageThreadId(target.thread().orElse(null))
            .action(ActionType.UPLOAD_PHOTO.toString())
            .build());
  }

  /**
   * @param kind what it brings besides words and pictures
   * @param isFirst whether it is looked at for the first time
   * @return when to look at it once more; empty where it is dealt with
   */
  Optional<Duration> received(Message message, Optional<MessageKind> kind, boolean isFirst) {
    Optional<Incoming> incoming = Incoming.of(message, botName);
    if (incoming.isEmpty() || Incoming.isService(message, kind)) {
      return Optional.empty();
    }
    Albums.Part part =
        Albums.isPart(message)
            ? albums.part(message, incoming.get().hasWords(), isFirst)
            : Albums.Part.REQUEST;
    switch (part) {
      case UNDECIDED -> {
        return Optional.of(Albums.PAUSE);
      }
      case WORDLESS -> say(message, "message.album-alone");
      case REQUEST -> {
        if (incoming.get().hasWords()) {
          carryOut(message, incoming.get(), kind);
        } else {
          askForWords(message, incoming.get(), kind);
        }
      }
      case LEFT_OUT -> {}
    }
    return Optional.empty();
  }

  /** Where somebody sent something else than words: what can be read, and what helps. */
  private void askForWords(Message message, Incoming incoming, Optional<MessageKind> kind) {
    if (incoming.pictureFile().isPresent()) {
      say(message, "message.picture-alone");
    } else if (kind.isPresent()) {
      say(message, "message.unread", kind.get());
    } else {
      say(message, "mistake.prompt-empty");
    }
  }

  private void say(Message message, String key, MessageKind... kinds) {
    TelegramReplyTarget target = TelegramReplyTarget.of(message);
    Person who = replies.person(Author.of(message), target);
    Object[] names =
        Stream.of(kinds).map(kind -> messages.text(who.locale(), "kind." + kind.key())).toArray();
    replies.say(target, messages.text(who.locale(), key, names));
  }

  /** Says that a message could not be dealt with, where it was meant for the bot. */
  void apologise(Message message) {
    if (message.getChat().isUserChat() || Incoming.of(message, botName).isPresent()) {
      TelegramReplyTarget target = TelegramReplyTarget.of(message);
      Person who = replies.person(Author.of(message), target);
      replies.say(target, replies.apology(who.locale()));
    }
  }

  private void carryOut(Message message, Incoming incoming, Optional<MessageKind> kind) {
    TelegramReplyTarget target = TelegramReplyTarget.of(message);
    Author author = Author.of(message);
    Person who = replies.person(author, target);
    String line = incoming.line();
    Parsed parsed =
        incoming.quotes() ? botService.parseMessage(who, line) : botService.parse(who, line);
    Optional<Command> command =
        parsed instanceof Understood understood
            ? Optional.of(understood.command())
            : Optional.empty();
    Optional<String> obstacle = obstacle(author, who, command, target);
    if (obstacle.isPresent()) {
      replies.say(target, obstacle.get());
      return;
    }
    Standing standing = standing(author, who, line, target);
    remember(message, author, who, standing, target);
    Optional<Origin> origin =
        Optional.of(
            replies.origin(
                who, target, "m" + message.getChatId() + "." + message.getMessageId(), standing));
    Optional<String> answered = answered(message);
    if (command.orElse(null) instanceof Moderate moderate && answered.isPresent()) {
      replies.show(target, who, botService.handle(who, moderate.answering(answered.get()), origin));
      return;
    }
    Optional<PictureFile> picture = incoming.pictureFile().map(id -> () -> fetch(id));
    Reply reply =
        incoming.quotes() && command.isPresent()
            ? botService.handle(who, command.get(), picture, origin)
            : botService.handle(who, line, picture, origin);
    if (command.filter(Requests::isForThemAlone).isPresent()) {
      replies.showAlone(target, who, reply);
    } else {
      replies.show(target, who, reply);
    }
    if (reply instanceof Reply.Accepted) {
      botService.leftOut(who, parsed).ifPresent(words -> replies.say(target, words));
      tellWhatIsLeftOut(message, incoming, kind);
    }
  }

  private void tellWhatIsLeftOut(Message message, Incoming incoming, Optional<MessageKind> kind) {
    if (kind.isPresent() && incoming.pictureFile().isEmpty()) {
      say(message, "message.words-only", kind.get());
    } else if (Albums.isPart(message) && incoming.pictureFile().isPresent()) {
      say(message, "message.album");
    }
  }

  /** Why no answer could be shown; one that needs no picture is tried. */
  private Optional<String> obstacle(
      Author author, Person who, Optional<Command> command, TelegramReplyTarget target) {
    boolean isPicturePrivate =
        command.orElse(null) instanceof Imagine imagine && imagine.options().isPrivate();
    boolean isPrivate = isPicturePrivate || command.filter(Requests::isForThemAlone).isPresent();
    if (!target.isGroup() || command.orElse(null) instanceof Moderate) {
      return Optional.empty();
    } else if (isPrivate && author.isChat()) {
      return Optional.of(messages.text(who.locale(), "place.nameless", author.name()));
    } else if (isPicturePrivate) {
      return postingRights.obstacleInPrivate(who);
    }
    return isPrivate ? Optional.empty() : postingRights.obstacle(who, target);
  }

  /** Whether the words of the answer are nobody else's business; pictures are shown elsewhere. */
  private static boolean isForThemAlone(Command command) {
    return !(command instanceof Imagine) && Audience.of(command) == Audience.ASKER;
  }

  /** Asked only where it matters, as asking takes a call of its own. */
  private Standing standing(Author author, Person who, String line, TelegramReplyTarget target) {
    if (!target.isGroup()) {
      return Standing.ALONE;
    } else if (author.isGroupItself()) {
      return Standing.MODERATOR;
    }
    return !author.isChat() && isForModerators(line) && postingRights.isAdministrator(who, target)
        ? Standing.MODERATOR
        : Standing.MEMBER;
  }

  private static boolean isForModerators(String line) {
    boolean hasWords = line.contains(" ");
    return Incoming.command(line)
        .filter(
            name ->
                name.isForModerators()
                    || name == CommandName.DELETE
                    || hasWords && (name == CommandName.LANGUAGE || name == CommandName.QUEUE))
        .isPresent();
  }

  /** Whoever writes to the bot, and whom a moderator points at: nobody else. */
  private void remember(
      Message message, Author author, Person who, Standing standing, TelegramReplyTarget target) {
    if (!author.isChat()) {
      botService.remember(who, author.handle());
    }
    if (standing.isModerator()) {
      Stream.concat(
              Author.answeredBy(message).stream(),
              Incoming.mentions(message).stream().map(MessageEntity::getUser).map(Author::of))
          .forEach(it -> botService.remember(replies.person(it, target), it.handle()));
    }
  }

  /** Whom an answer is about: a person, or whoever asked for the pictures that it answers. */
  private Optional<String> answered(Message message) {
    return Author.answeredBy(message)
        .map(Author::word)
        .or(
            () ->
                Optional.ofNullable(message.getReplyToMessage())
                    .map(Message::getReplyMarkup)
                    .flatMap(this::job));
  }

  private Optional<String> job(InlineKeyboardMarkup buttons) {
    return buttons.getKeyboard().stream()
        .flatMap(List::stream)
        .map(InlineKeyboardButton::getCallbackData)
        .filter(Objects::nonNull)
        .flatMap(data -> botService.buttons().read(data).stream())
        .map(Button::jobId)
        .findFirst();
  }

  private byte[] fetch(String fileId) throws IOException, InitImageException {
    try {
      return api.file(fileId);
    } catch (TelegramApiException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
