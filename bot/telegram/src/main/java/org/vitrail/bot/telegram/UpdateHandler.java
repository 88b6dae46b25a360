package org.vitrail.bot.telegram;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.ActionType;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.ParseMode;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChatMember;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.objects.CallbackQuery;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.telegram.telegrambots.meta.api.objects.User;
import org.telegram.telegrambots.meta.api.objects.message.MaybeInaccessibleMessage;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.courier.Courier;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.NoticePicture;
import org.vitrail.bot.core.picture.InitImageException;
import org.vitrail.bot.core.picture.InitImageReader;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;

/**
 * Makes a command of an update and shows the reply. Telegram hears that it arrived before anything
 * is looked up.
 */
final class UpdateHandler {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateHandler.class);

  private final TelegramApi api;
  private final Studio studio;
  private final Courier courier;
  private final TelegramMessenger messenger;
  private final TelegramText text;
  private final Messages messages;
  private final String botName;

  UpdateHandler(
      TelegramApi api,
      Studio studio,
      Courier courier,
      TelegramMessenger messenger,
      TelegramText text,
      Messages messages,
      String botName) {
    this.api = api;
    this.studio = studio;
    this.courier = courier;
    this.messenger = messenger;
    this.text = text;
    this.messages = messages;
    this.botName = botName;
  }

  void handle(Update update) {
    if (update.hasMessage() && update.getMessage().getFrom() != null) {
      message(update.getMessage());
    } else if (update.hasCallbackQuery()) {
      click(update.getCallbackQuery());
    }
  }

  private void message(Message message) {
    Optional<Incoming> incoming = Incoming.of(message, botName);
    if (incoming.isEmpty()) {
      return;
    }
    Place place =
        new Place(
            message.getChatId(),
            !message.getChat().isUserChat(),
            thread(message),
            Optional.of(message.getMessageId()));
    acknowledge(place);
    Person who = person(message.getFrom(), place);
    String request = "m" + message.getChatId() + "." + message.getMessageId();
    show(place, who, carryOut(who, incoming.get(), place, request));
  }

  private void acknowledge(Place place) {
    try {
      api.call(
          SendChatAction.builder()
              .chatId(place.chat())
              .messageThreadId(place.thread().orElse(null))
              .action(ActionType.UPLOAD_PHOTO.toString())
              .build());
    } catch (TelegramApiException e) {
      LOG.debug("A message could not be acknowledged: {}", e.getMessage());
    }
  }

  private Reply carryOut(Person who, Incoming incoming, Place place, String request) {
    Optional<Origin> origin = Optional.of(origin(who, place, request, incoming.line()));
    if (incoming.pictureFile().isPresent()
        && studio.parse(who, incoming.line()) instanceof Parsed.Understood understood
        && understood.command() instanceof Command.Imagine imagine) {
      try {
        byte[] file = api.file(incoming.pictureFile().get());
        return studio.handle(who, imagine.beginningLike(InitImageReader.read(file)), origin);
      } catch (InitImageException e) {
        String key = "image." + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Reply.Said(messages.text(who.locale(), key, e.values()));
      } catch (TelegramApiException | IOException e) {
        LOG.warn("A picture of {} could not be fetched: {}", who.key(), e.getMessage());
        return new Reply.Said(messages.text(who.locale(), "image.unreachable"));
      }
    }
    return studio.handle(who, incoming.line(), origin);
  }

  private Origin origin(Person who, Place place, String request, String line) {
    boolean asks = line.toLowerCase(Locale.ROOT).startsWith("/language ");
    boolean mayManage = !place.isGroup() || (asks && isAdministrator(who, place));
    return new Origin(request, placeKey(place), mayManage, place.address());
  }

  private boolean isAdministrator(Person who, Place place) {
    try {
      String status =
          api.call(new GetChatMember(Long.toString(place.chat()), Long.parseLong(who.id())))
              .getStatus();
      return status.equals("creator") || status.equals("administrator");
    } catch (TelegramApiException e) {
      LOG.warn("Whether {} is an administrator is not known: {}", who.key(), e.getMessage());
      return false;
    }
  }

  private void click(CallbackQuery click) {
    MaybeInaccessibleMessage message = click.getMessage();
    String locale =
        click.getFrom().getLanguageCode() == null ? "" : click.getFrom().getLanguageCode();
    Optional<Button> button =
        click.getData() == null ? Optional.empty() : studio.buttons().read(click.getData());
    if (message == null || button.isEmpty()) {
      answer(click, messages.text(locale, "button.stale"));
      return;
    }
    Optional<Integer> thread = message instanceof Message whole ? thread(whole) : Optional.empty();
    Place place =
        new Place(
            message.getChatId(),
            message.getChatId() < 0,
            thread,
            Optional.of(message.getMessageId()));
    Person who = person(click.getFrom(), place);
    switch (button.get().action()) {
      case CANCEL, DELETE -> ownersOnly(click, who, button.get(), place);
      default -> {
        answer(click, "");
        command(button.get())
            .ifPresent(
                command ->
                    show(
                        place,
                        who,
                        studio.handle(
                            who,
                            command,
                            Optional.of(origin(who, place, "c" + click.getId(), "")))));
      }
    }
  }

  private static Optional<Command> command(Button button) {
    return switch (button.action()) {
      case UPSCALE -> Optional.of(new Command.Upscale(button.jobId(), button.picture()));
      case VARY -> Optional.of(new Command.Vary(button.jobId(), button.picture()));
      case AGAIN -> Optional.of(new Command.Again(button.jobId()));
      default -> Optional.empty();
    };
  }

  private void ownersOnly(CallbackQuery click, Person who, Button button, Place place) {
    Optional<JobCard> card = studio.card(button.jobId());
    if (card.isEmpty()) {
      answer(click, messages.text(who.locale(), "button.stale"));
    } else if (!card.get().who().key().equals(who.key())) {
      answer(click, messages.text(who.locale(), "button.not-yours"));
    } else if (button.action() == org.vitrail.bot.core.button.ButtonAction.CANCEL) {
      answer(click, textOf(studio.handle(who, new Command.Cancel(Optional.of(button.jobId())))));
    } else {
      studio.gallery().delete(who, card.get());
      answer(click, messages.text(who.locale(), "button.deleted"));
      try {
        api.call(new DeleteMessage(Long.toString(place.chat()), place.replyTo().orElseThrow()));
      } catch (TelegramApiException e) {
        LOG.info("The message of job {} could not be deleted: {}", button.jobId(), e.getMessage());
      }
    }
  }

  private static String textOf(Reply reply) {
    if (reply instanceof Reply.Said said) {
      return said.text();
    }
    return reply instanceof Reply.Refused refused ? refused.text() : "";
  }

  private void answer(CallbackQuery click, String words) {
    try {
      api.call(
          AnswerCallbackQuery.builder()
              .callbackQueryId(click.getId())
              .text(words.isEmpty() ? null : words.substring(0, Math.min(200, words.length())))
              .showAlert(!words.isEmpty())
              .build());
    } catch (TelegramApiException e) {
      LOG.debug("A click could not be answered: {}", e.getMessage());
    }
  }

  private void show(Place place, Person who, Reply reply) {
    try {
      if (reply instanceof Reply.Accepted accepted) {
        courier.take(accepted.job().id());
      } else if (reply instanceof Reply.Shown shown) {
        send(place, studio.notice(shown.job(), messenger));
      } else {
        say(place, textOf(reply));
      }
    } catch (TelegramApiException e) {
      LOG.warn("A reply to {} did not arrive: {}", who.key(), e.getMessage());
    }
  }

  private void say(Place place, String words) throws TelegramApiException {
    api.call(
        SendMessage.builder()
            .chatId(place.chat())
            .messageThreadId(place.thread().orElse(null))
            .text(TelegramText.html(words))
            .parseMode(ParseMode.HTML)
            .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
            .build());
  }

  private void send(Place place, Notice notice) throws TelegramApiException {
    NoticePicture picture = notice.picture().orElseThrow();
    api.send(
        SendPhoto.builder()
            .chatId(place.chat())
            .messageThreadId(place.thread().orElse(null))
            .photo(new InputFile(new ByteArrayInputStream(picture.bytes()), picture.name()))
            .caption(TelegramText.html(notice))
            .parseMode(ParseMode.HTML)
            .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
            .replyMarkup(text.keyboard(notice))
            .build());
  }

  private Person person(User user, Place place) {
    String own = user.getLanguageCode() == null ? "" : user.getLanguageCode();
    return new Person(
        TelegramMessenger.PLATFORM,
        user.getId().toString(),
        user.getFirstName(),
        studio.language(placeKey(place), own));
  }

  private static String placeKey(Place place) {
    return TelegramMessenger.PLATFORM + ":" + place.chat();
  }

  private static Optional<Integer> thread(Message message) {
    return Boolean.TRUE.equals(message.getIsTopicMessage())
        ? Optional.ofNullable(message.getMessageThreadId())
        : Optional.empty();
  }
}
