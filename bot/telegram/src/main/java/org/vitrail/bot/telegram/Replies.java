package org.vitrail.bot.telegram;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.telegram.telegrambots.meta.api.methods.ParseMode;
import org.telegram.telegrambots.meta.api.methods.send.SendDocument;
import org.telegram.telegrambots.meta.api.methods.send.SendMediaGroup;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.LinkPreviewOptions;
import org.telegram.telegrambots.meta.api.objects.media.InputMediaPhoto;
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

/** Shows replies to those who asked. */
final class Replies {
  /** Telegram's own limits. */
  private static final int LEAST_ALBUM = 2;

  private static final int MOST_ALBUM = 10;

  private final TelegramApi api;
  private final Studio studio;
  private final Courier courier;
  private final TelegramMessenger messenger;
  private final TelegramText text;
  private final Messages messages;
  private final Preflight preflight;
  private final Attempts attempts;

  Replies(
      TelegramApi api,
      Studio studio,
      Courier courier,
      TelegramMessenger messenger,
      TelegramText text,
      Messages messages,
      Preflight preflight,
      ScheduledExecutorService later) {
    this.api = api;
    this.studio = studio;
    this.courier = courier;
    this.messenger = messenger;
    this.text = text;
    this.messages = messages;
    this.preflight = preflight;
    this.attempts = new Attempts(later);
  }

  /** Who asks, in the language of the place or else their own. */
  Person person(Author author, Place place) {
    return new Person(
        TelegramMessenger.PLATFORM,
        Long.toString(author.id()),
        author.name(),
        studio.language(key(place), author.language()));
  }

  /** Where the job of a message or click belongs. */
  Origin origin(Person who, Place place, String request, Standing standing) {
    return new Origin(
        request,
        key(place),
        place.channel(),
        standing,
        place.address(),
        place.aloneWith(who).address());
  }

  void show(Place place, Person who, Reply reply) {
    reply.accept(new Shower(place, who));
  }

  /** Shows a reply where it belongs. */
  private final class Shower implements Reply.Visitor<Void> {
    private final Place place;
    private final Person who;

    Shower(Place place, Person who) {
      this.place = place;
      this.who = who;
    }

    @Override
    public Void said(Reply.Said said) {
      say(place, said.text());
      return null;
    }

    @Override
    public Void file(Reply.File file) {
      showAlone(place, who, file);
      return null;
    }

    @Override
    public Void refused(Reply.Refused refused) {
      say(place, refused.text());
      return null;
    }

    @Override
    public Void shown(Reply.Shown shown) {
      show(place, who, shown.job());
      return null;
    }

    @Override
    public Void accepted(Reply.Accepted accepted) {
      courier.take(accepted.job().id());
      if (accepted.job().isPrivate() && !place.aloneWith(who).equals(place)) {
        say(place, messages.text(who.locale(), "place.shown-privately"));
      }
      return null;
    }
  }

  private void show(Place place, Person who, JobCard job) {
    try {
      Place target = job.isPrivate() ? place.aloneWith(who) : place;
      Notice notice = studio.notice(job, messenger, key(target));
      attempts.send(() -> api.send(photo(target, notice)));
    } catch (QueueUnreachable e) {
      say(place, e.getMessage());
    }
  }

  /** Into the person's private chat, whoever else is where they asked: there, only that it came. */
  void showAlone(Place place, Person who, Reply reply) {
    Place alone = place.aloneWith(who);
    // A file's words stand below it, all of them.
    Optional<Reply.File> file = reply instanceof Reply.File it ? Optional.of(it) : Optional.empty();
    List<String> parts = file.isPresent() ? List.of("") : TelegramText.parts(reply.text());
    Attempts.Sending sending =
        file.isPresent()
            ? () -> api.send(document(alone, file.get()))
            : () -> api.call(message(alone, parts.get(0)));
    attempts.send(
        sending,
        () -> {
          say(alone, parts.subList(1, parts.size()));
          if (place.isGroup()) {
            say(place, messages.text(who.locale(), "place.answered-privately"));
          }
        },
        () -> {
          if (place.isGroup()) {
            say(place, preflight.closed(who));
          }
        });
  }

  /** That the bot itself failed, with the time at which the operator finds it in the log. */
  String apology(String locale) {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return messages.text(locale, "refused.internal", time);
  }

  /** In several messages where one is too short for it. */
  void say(Place place, String words) {
    say(place, TelegramText.parts(words));
  }

  /** Each part waits for the one before it. */
  private void say(Place place, List<String> parts) {
    if (!parts.isEmpty()) {
      List<String> others = parts.subList(1, parts.size());
      attempts.send(
          () -> api.call(message(place, parts.get(0))), () -> say(place, others), () -> {});
    }
  }

  private static SendMessage message(Place place, String words) {
    return SendMessage.builder()
        .chatId(place.chat())
        .messageThreadId(place.thread().orElse(null))
        .text(TelegramText.html(words))
        .parseMode(ParseMode.HTML)
        .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
        .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
        .build();
  }

  private static SendDocument document(Place place, Reply.File file) {
    return SendDocument.builder()
        .chatId(place.chat())
        .document(new InputFile(new ByteArrayInputStream(file.bytes()), file.name()))
        .caption(TelegramText.html(file.text()))
        .parseMode(ParseMode.HTML)
        .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
        .build();
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
      attempts.send(() -> api.send(photo(place, notice)));
    } else {
      attempts.send(() -> api.send(album(place, pictures)));
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
