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
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessage.LabelledButton;
import org.vitrail.bot.core.messaging.JobMessagePicture;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.Messages;

/** Shows replies to those who asked. */
final class TelegramReplies {
  /** Telegram's own limits. */
  private static final int MIN_ALBUM = 2;

  private static final int MAX_ALBUM = 10;

  private final TelegramApi api;
  private final BotService botService;
  private final MessageUpdater messageUpdater;
  private final TelegramMessenger messenger;
  private final TelegramText text;
  private final Messages messages;
  private final TelegramPostingRights postingRights;
  private final Attempts attempts;

  TelegramReplies(
      TelegramApi api,
      BotService botService,
      MessageUpdater messageUpdater,
      TelegramMessenger messenger,
      Messages messages,
      TelegramPostingRights postingRights,
      ScheduledExecutorService later) {
    this.api = api;
    this.botService = botService;
    this.messageUpdater = messageUpdater;
    this.messenger = messenger;
    this.text = messenger.text();
    this.messages = messages;
    this.postingRights = postingRights;
    this.attempts = new Attempts(later);
  }

  /** Who asks, in the language of the community or else their own. */
  Person person(Author author, TelegramReplyTarget target) {
    return new Person(
        TelegramMessenger.PLATFORM,
        Long.toString(author.id()),
        author.name(),
        botService.chats().language(key(target), author.language()));
  }

  /** Where the job of a message or click belongs. */
  Origin origin(Person who, TelegramReplyTarget target, String request, Standing standing) {
    return new Origin(
        request,
        key(target),
        target.channel(),
        standing,
        target.address(),
        target.aloneWith(who).address());
  }

  void show(TelegramReplyTarget target, Person who, Reply reply) {
    reply.accept(new Shower(target, who));
  }

  /** Shows a reply where it belongs. */
  private final class Shower implements Reply.Visitor<Void> {
    private final TelegramReplyTarget target;
    private final Person who;

    Shower(TelegramReplyTarget target, Person who) {
      this.target = target;
      this.who = who;
    }

    @Override
    public Void said(Reply.Said said) {
      return words(said);
    }

    @Override
    public Void deleted(Reply.Deleted deleted) {
      return words(deleted);
    }

    @Override
    public Void file(Reply.File file) {
      showAlone(target, who, file);
      return null;
    }

    @Override
    public Void kept(Reply.Kept kept) {
      return words(kept);
    }

    @Override
    public Void refused(Reply.Refused refused) {
      return words(refused);
    }

    private Void words(Reply reply) {
      if (reply.audience() == Audience.ASKER) {
        showAlone(target, who, reply);
      } else {
        say(target, TelegramText.parts(reply.text()), reply.buttons());
      }
      return null;
    }

    @Override
    public Void shown(Reply.Shown shown) {
      show(target, who, shown.job());
      return null;
    }

    @Override
    public Void filmed(Reply.Filmed filmed) {
      TelegramReplyTarget seenBy = filmed.job().isPrivate() ? target.aloneWith(who) : target;
      JobMessagePicture film =
          new JobMessagePicture(filmed.fileName(), filmed.mp4(), filmed.text(), filmed.isSpoiler());
      attempts.send(
          () -> api.send(TelegramMessenger.video(seenBy, film, seenBy.replyTo())),
          () -> {},
          () -> say(target, messages.text(who.locale(), "notice.film-refused", filmed.job().id())));
      return null;
    }

    @Override
    public Void accepted(Reply.Accepted accepted) {
      messageUpdater.take(accepted.job().id(), accepted.message());
      if (accepted.job().isPrivate() && !target.aloneWith(who).equals(target)) {
        say(target, messages.text(who.locale(), "place.shown-privately"));
      }
      return null;
    }
  }

  private void show(TelegramReplyTarget asked, Person who, JobCard job) {
    TelegramReplyTarget target = job.isPrivate() ? asked.aloneWith(who) : asked;
    try {
      JobMessage jobMessage = botService.chats().jobMessage(job, messenger, key(target));
      attempts.send(sending(target, jobMessage));
    } catch (QueueUnreachable e) {
      say(asked, e.getMessage());
    }
  }

  /** Into the person's private chat, whoever else is where they asked: there, only that it came. */
  private void showAlone(TelegramReplyTarget target, Person who, Reply reply) {
    TelegramReplyTarget alone = target.aloneWith(who);
    // A file's words stand below it, all of them.
    Optional<Reply.File> file = reply instanceof Reply.File it ? Optional.of(it) : Optional.empty();
    List<String> parts = file.isPresent() ? List.of("") : TelegramText.parts(reply.text());
    Attempts.Sending sending =
        file.isPresent()
            ? () -> api.send(document(alone, file.get()))
            : () -> api.call(message(alone, parts.get(0), List.of()));
    attempts.send(
        sending,
        () -> {
          say(alone, parts.subList(1, parts.size()), List.of());
          if (target.isGroup()) {
            say(target, messages.text(who.locale(), "place.answered-privately"));
          }
        },
        () -> {
          if (target.isGroup()) {
            say(target, postingRights.closed(who));
          }
        });
  }

  /** That the bot itself failed, with the time at which the operator finds it in the log. */
  String apology(String locale, Instant when) {
    String time = when.truncatedTo(ChronoUnit.SECONDS).toString();
    return messages.text(locale, "refused.internal", time);
  }

  /** In several messages where one is too short for it. */
  void say(TelegramReplyTarget target, String words) {
    say(target, TelegramText.parts(words), List.of());
  }

  /** Each part waits for the one before it; the buttons stand below the last. */
  private void say(TelegramReplyTarget target, List<String> parts, List<LabelledButton> buttons) {
    if (!parts.isEmpty()) {
      List<String> others = parts.subList(1, parts.size());
      List<LabelledButton> below = others.isEmpty() ? buttons : List.of();
      attempts.send(
          () -> api.call(message(target, parts.get(0), below)),
          () -> say(target, others, buttons),
          () -> {});
    }
  }

  private SendMessage message(
      TelegramReplyTarget target, String words, List<LabelledButton> buttons) {
    return SendMessage.builder()
        .chatId(target.chat())
        .messageThreadId(target.thread().orElse(null))
        .text(TelegramText.html(words))
        .parseMode(ParseMode.HTML)
        .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
        .replyParameters(target.replyTo().map(TelegramMessenger::reply).orElse(null))
        .replyMarkup(buttons.isEmpty() ? null : text.keyboard(List.of(buttons)))
        .build();
  }

  private static SendDocument document(TelegramReplyTarget target, Reply.File file) {
    return SendDocument.builder()
        .chatId(target.chat())
        .document(new InputFile(new ByteArrayInputStream(file.bytes()), file.name()))
        .caption(TelegramText.html(file.text()))
        .parseMode(ParseMode.HTML)
        .replyParameters(target.replyTo().map(TelegramMessenger::reply).orElse(null))
        .build();
  }

  /** Shows a job's pictures one by one, best first. */
  void album(TelegramReplyTarget target, JobCard job) {
    VisiblePictures visiblePictures = botService.gallery().visiblePictures(job, key(target));
    List<JobMessagePicture> pictures = new ArrayList<>();
    for (PictureCard card : job.result().pictures()) {
      String name = job.id() + "-" + card.number() + ".png";
      visiblePictures
          .picture(card.number())
          .map(
              bytes ->
                  new JobMessagePicture(
                      name, bytes, card.caption().orElse(""), visiblePictures.isSpoiler()))
          .ifPresent(pictures::add);
    }
    if (pictures.size() < MIN_ALBUM) {
      JobMessage jobMessage =
          botService.chats().jobMessage(job, messenger, key(target)).withoutButtons();
      attempts.send(sending(target, jobMessage));
    } else {
      attempts.send(() -> api.send(album(target, pictures)));
    }
  }

  private Attempts.Sending sending(TelegramReplyTarget target, JobMessage jobMessage) {
    boolean isSticker = jobMessage.picture().filter(JobMessagePicture::isSticker).isPresent();
    return isSticker
        ? () -> api.send(messenger.sticker(target, jobMessage, target.replyTo(), true))
        : () -> api.send(photo(target, jobMessage));
  }

  private SendPhoto photo(TelegramReplyTarget target, JobMessage jobMessage) {
    JobMessagePicture picture = jobMessage.picture().orElseThrow();
    return SendPhoto.builder()
        .chatId(target.chat())
        .messageThreadId(target.thread().orElse(null))
        .photo(new InputFile(new ByteArrayInputStream(picture.bytes()), picture.name()))
        .caption(TelegramText.html(jobMessage))
        .parseMode(ParseMode.HTML)
        .hasSpoiler(picture.isSpoiler())
        .replyParameters(target.replyTo().map(TelegramMessenger::reply).orElse(null))
        .replyMarkup(text.keyboard(jobMessage))
        .build();
  }

  private static SendMediaGroup album(
      TelegramReplyTarget target, List<JobMessagePicture> pictures) {
    return SendMediaGroup.builder()
        .chatId(target.chat())
        .messageThreadId(target.thread().orElse(null))
        .medias(pictures.stream().limit(MAX_ALBUM).map(TelegramReplies::albumPhoto).toList())
        .replyParameters(target.replyTo().map(TelegramMessenger::reply).orElse(null))
        .build();
  }

  private static InputMediaPhoto albumPhoto(JobMessagePicture picture) {
    InputMediaPhoto photo =
        new InputMediaPhoto(new ByteArrayInputStream(picture.bytes()), picture.name());
    photo.setHasSpoiler(picture.isSpoiler());
    if (!picture.description().isEmpty()) {
      photo.setCaption(TelegramText.plainCaption(picture.description()));
    }
    return photo;
  }

  private static String key(TelegramReplyTarget target) {
    return TelegramMessenger.PLATFORM + ":" + target.chat();
  }
}
