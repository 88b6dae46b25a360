package org.vitrail.bot.telegram;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.ParseMode;
import org.telegram.telegrambots.meta.api.methods.send.SendDocument;
import org.telegram.telegrambots.meta.api.methods.send.SendMediaGroup;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.LinkPreviewOptions;
import org.telegram.telegrambots.meta.api.objects.User;
import org.telegram.telegrambots.meta.api.objects.media.InputMediaPhoto;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.courier.Courier;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.NoticePicture;
import org.vitrail.bot.core.safety.Exhibit;
import org.vitrail.bot.core.studio.QueueUnreachable;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;

/**
 * Shows replies to those who asked. An answer is tried again where Telegram said that it did not
 * take it, and not where that is unknown: it would be said twice.
 */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final int MOST_TRIES = 4;
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  /** Telegram's own limits. */
  private static final int LEAST_ALBUM = 2;

  private static final int MOST_ALBUM = 10;

  private final TelegramApi api;
  private final Studio studio;
  private final Courier courier;
  private final TelegramMessenger messenger;
  private final TelegramText text;
  private final Messages messages;
  private final ScheduledExecutorService later;

  Replies(
      TelegramApi api,
      Studio studio,
      Courier courier,
      TelegramMessenger messenger,
      TelegramText text,
      Messages messages,
      ScheduledExecutorService later) {
    this.api = api;
    this.studio = studio;
    this.courier = courier;
    this.messenger = messenger;
    this.text = text;
    this.messages = messages;
    this.later = later;
  }

  /** One request to Telegram. Its files are opened anew for each try. */
  @FunctionalInterface
  private interface Sending {
    void send() throws TelegramApiException;
  }

  /** Who asks, in the language of the place or else their own. */
  Person person(User user, Place place) {
    String own = user.getLanguageCode() == null ? "" : user.getLanguageCode();
    return new Person(
        TelegramMessenger.PLATFORM,
        user.getId().toString(),
        user.getFirstName(),
        studio.language(key(place), own));
  }

  /** Where the job of a message or click belongs. */
  Origin origin(Person who, Place place, String request, Standing standing) {
    return new Origin(
        request,
        key(place),
        place.channel(),
        standing,
        place.address(),
        Place.alone(who).address());
  }

  void show(Place place, Person who, Reply reply) {
    if (reply instanceof Reply.Accepted accepted) {
      courier.take(accepted.job().id());
      if (accepted.job().isPrivate() && place.isGroup()) {
        say(place, messages.text(who.locale(), "place.shown-privately"));
      }
    } else if (reply instanceof Reply.File file) {
      send(Place.alone(who), file);
    } else if (reply instanceof Reply.Shown shown) {
      show(place, who, shown.job());
    } else {
      say(place, words(reply));
    }
  }

  private void show(Place place, Person who, JobCard job) {
    try {
      Place target = job.isPrivate() && place.isGroup() ? Place.alone(who) : place;
      Notice notice = studio.notice(job, messenger, key(target));
      attempt(() -> api.send(photo(target, notice)), 1);
    } catch (QueueUnreachable e) {
      say(place, e.getMessage());
    }
  }

  /** Into the person's private chat, whoever else is where they asked. */
  private void send(Place alone, Reply.File file) {
    attempt(
        () ->
            api.send(
                SendDocument.builder()
                    .chatId(alone.chat())
                    .document(new InputFile(new ByteArrayInputStream(file.bytes()), file.name()))
                    .caption(TelegramText.html(file.text()))
                    .parseMode(ParseMode.HTML)
                    .build()),
        1);
  }

  void say(Place place, String words) {
    attempt(
        () ->
            api.call(
                SendMessage.builder()
                    .chatId(place.chat())
                    .messageThreadId(place.thread().orElse(null))
                    .text(TelegramText.html(words))
                    .parseMode(ParseMode.HTML)
                    .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
                    .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
                    .build()),
        1);
  }

  /** Shows a job's pictures one by one, best first. */
  void album(Place place, JobCard job) {
    Exhibit exhibit = studio.gallery().exhibit(job, key(place));
    List<NoticePicture> pictures = new ArrayList<>();
    for (PictureCard card : job.pictures()) {
      String name = job.id() + "-" + card.number() + ".png";
      exhibit
          .picture(card.number())
          .map(bytes -> new NoticePicture(name, bytes, "", exhibit.isSpoiler()))
          .ifPresent(pictures::add);
    }
    if (pictures.size() < LEAST_ALBUM) {
      Notice notice = studio.notice(job, messenger, key(place)).withoutButtons();
      attempt(() -> api.send(photo(place, notice)), 1);
    } else {
      attempt(() -> api.send(album(place, pictures)), 1);
    }
  }

  /** What a reply says in words. */
  static String words(Reply reply) {
    if (reply instanceof Reply.Said said) {
      return said.text();
    }
    return reply instanceof Reply.Refused refused ? refused.text() : "";
  }

  private void attempt(Sending sending, int number) {
    try {
      sending.send();
    } catch (TelegramApiRequestException e) {
      Duration pause = pause(e);
      if (pause.isNegative() || number >= MOST_TRIES) {
        LOG.warn("An answer was not taken: {}", e.getMessage());
      } else {
        again(sending, number + 1, pause);
      }
    } catch (TelegramApiException e) {
      LOG.warn("An answer may not have arrived: {}", e.getMessage());
    }
  }

  /** Until it may be tried again; negative when it would not help. */
  private static Duration pause(TelegramApiRequestException e) {
    int code = e.getErrorCode() == null ? 0 : e.getErrorCode();
    if (code == TOO_MANY_REQUESTS) {
      Duration wanted = TelegramFailure.retryAfter(e);
      return wanted.compareTo(LONGEST_PAUSE) <= 0 ? wanted : Duration.ofSeconds(-1);
    }
    return code == 0 || code >= SERVER_ERROR ? RETRY : Duration.ofSeconds(-1);
  }

  private void again(Sending sending, int number, Duration pause) {
    try {
      later.schedule(() -> attempt(sending, number), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.warn("An answer is given up, as the bot is closing.");
    }
  }

  private SendPhoto photo(Place place, Notice notice) {
    NoticePicture picture = notice.picture().orElseThrow();
    return SendPhoto.builder()
        .chatId(place.chat())
        .messageThreadId(place.thread().orElse(null))
        .photo(new InputFile(new ByteArrayInputStream(picture.bytes()), picture.name()))
        .caption(TelegramText.html(notice))
        .parseMode(ParseMode.HTML)
        .hasSpoiler(picture.isSpoiler())
        .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
        .replyMarkup(text.keyboard(notice))
        .build();
  }

  private static SendMediaGroup album(Place place, List<NoticePicture> pictures) {
    return SendMediaGroup.builder()
        .chatId(place.chat())
        .messageThreadId(place.thread().orElse(null))
        .medias(pictures.stream().limit(MOST_ALBUM).map(Replies::albumPhoto).toList())
        .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
        .build();
  }

  private static InputMediaPhoto albumPhoto(NoticePicture picture) {
    InputMediaPhoto photo =
        new InputMediaPhoto(new ByteArrayInputStream(picture.bytes()), picture.name());
    photo.setHasSpoiler(picture.isSpoiler());
    return photo;
  }

  private static String key(Place place) {
    return TelegramMessenger.PLATFORM + ":" + place.chat();
  }
}
