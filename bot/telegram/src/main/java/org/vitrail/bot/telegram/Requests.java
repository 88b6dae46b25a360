package org.vitrail.bot.telegram;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.Parsed;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
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
      TelegramReplyTarget target = TelegramReplyTarget.of(message);
      Person who = replies.person(Author.of(message), target);
      replies.show(target, who, botService.noPrompt(who));
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
  void apologise(Message message, Instant when) {
    if (message.getChat().isUserChat() || Incoming.of(message, botName).isPresent()) {
      TelegramReplyTarget target = TelegramReplyTarget.of(message);
      Person who = replies.person(Author.of(message), target);
      replies.say(target, replies.apology(who.locale(), when));
    }
  }

  private void carryOut(Message message, Incoming incoming, Optional<MessageKind> kind) {
    TelegramReplyTarget target = TelegramReplyTarget.of(message);
    Author author = Author.of(message);
    Person who = replies.person(author, target);
    String line = incoming.line();
    Parsed parsed = incoming.quotes() ? botService.parseMessage(line) : botService.parse(line);
    Optional<String> obstacle =
        target.isGroup()
            ? parsed.fold(
                command -> obstacle(author, who, command, target),
                mistake -> postingRights.obstacle(who, target))
            : Optional.empty();
    if (obstacle.isPresent()) {
      replies.say(target, obstacle.get());
      return;
    }
    Reply reply =
        parsed.fold(
            command -> handle(message, incoming, who, command, target),
            mistake -> botService.mistaken(who, mistake));
    replies.show(target, who, reply);
    if (reply instanceof Reply.Accepted) {
      botService.leftOut(who, parsed).ifPresent(words -> replies.say(target, words));
      tellWhatIsLeftOut(message, incoming, kind);
    }
  }

  private Reply handle(
      Message message, Incoming incoming, Person who, Command typed, TelegramReplyTarget target) {
    Author author = Author.of(message);
    Standing standing = standing(author, who, typed, target);
    remember(message, author, who, standing, target);
    String request = "m" + message.getChatId() + "." + message.getMessageId();
    Command command =
        typed instanceof Moderate moderate
            ? answered(message).map(moderate::answering).orElse(moderate)
            : typed;
    return botService.handle(
        who,
        command,
        pictures(incoming, command),
        Optional.of(replies.origin(who, target, request, standing)));
  }

  /** A picture that answers another is what that one is drawn towards, if it is to be a target. */
  private SentPictures<PictureFile> pictures(Incoming incoming, Command command) {
    Optional<PictureFile> picture = incoming.pictureFile().map(this::file);
    return command instanceof Imagine imagine && imagine.options().hasTarget()
        ? new SentPictures<>(incoming.answeredFile().map(this::file), picture)
        : SentPictures.of(picture);
  }

  private PictureFile file(String id) {
    return () -> fetch(id);
  }

  private void tellWhatIsLeftOut(Message message, Incoming incoming, Optional<MessageKind> kind) {
    if (kind.isPresent() && incoming.pictureFile().isEmpty()) {
      say(message, "message.words-only", kind.get());
    } else if (Albums.isPart(message) && incoming.pictureFile().isPresent()) {
      say(message, "message.album");
    }
  }

  /** Why no answer could be shown in a group; one that needs no picture is tried. */
  private Optional<String> obstacle(
      Author author, Person who, Command command, TelegramReplyTarget group) {
    if (command instanceof Moderate) {
      return Optional.empty();
    } else if (command.audience() != Audience.ASKER) {
      return postingRights.obstacle(who, group);
    } else if (author.isChat()) {
      return Optional.of(messages.text(who.locale(), "place.nameless", author.name()));
    }
    return command instanceof Imagine ? postingRights.obstacleInPrivate(who) : Optional.empty();
  }

  /** Asked only where it matters, as asking takes a call of its own. */
  private Standing standing(
      Author author, Person who, Command command, TelegramReplyTarget target) {
    if (!target.isGroup()) {
      return Standing.PRIVATE_CHAT;
    } else if (author.isGroupItself()) {
      return Standing.MODERATOR;
    }
    return !author.isChat()
            && command.dependsOnStanding()
            && postingRights.isAdministrator(who, target)
        ? Standing.MODERATOR
        : Standing.MEMBER;
  }

  /** Whoever writes to the bot, and whom a moderator points at: nobody else. */
  private void remember(
      Message message, Author author, Person who, Standing standing, TelegramReplyTarget target) {
    if (!author.isChat()) {
      botService.chats().remember(who, author.handle());
    }
    if (standing.isModerator()) {
      Stream.concat(
              Author.answeredBy(message).stream(),
              Incoming.mentions(message).stream().map(MessageEntity::getUser).map(Author::of))
          .forEach(it -> botService.chats().remember(replies.person(it, target), it.handle()));
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
        .flatMap(data -> botService.chats().buttons().read(data).stream())
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
