package org.vitrail.bot.telegram;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.ParseMode;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendSticker;
import org.telegram.telegrambots.meta.api.methods.send.SendVideo;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageCaption;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageMedia;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageText;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.LinkPreviewOptions;
import org.telegram.telegrambots.meta.api.objects.ReplyParameters;
import org.telegram.telegrambots.meta.api.objects.media.InputMediaPhoto;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.core.PngSize;
import org.vitrail.bot.core.messaging.BlankPicture;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessagePicture;
import org.vitrail.bot.core.messaging.Messenger;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.bot.core.messaging.SendResult;
import org.vitrail.bot.core.messaging.Trace;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.bot.core.outbox.SentStickers;
import org.vitrail.config.Messages;

/** Shows a job's notices as one Telegram message. */
final class TelegramMessenger implements Messenger {
  static final String PLATFORM = "telegram";

  /** Telegram's advice: one message a second to a person, twenty a minute to a group. */
  private static final Pacer.Budget PERSON = new Pacer.Budget(Duration.ofSeconds(1), 3);

  private static final Pacer.Budget GROUP = new Pacer.Budget(Duration.ofSeconds(3), 10);

  /** And thirty a second to all, of which some are left for answers. */
  static final Pacer.Budget ALL = new Pacer.Budget(Duration.ofMillis(40), 25);

  /** Telegram's own limit for photos. */
  private static final int MAX_PHOTO_BYTES = 10 << 20;

  /** The same for width and height together. */
  private static final int MAX_PHOTO_SIDES = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(TelegramMessenger.class);

  private final TelegramApi api;
  private final TelegramText text;
  private final Messages messages;
  private final SentStickers stickers;

  TelegramMessenger(TelegramApi api, TelegramText text, Messages messages, SentStickers stickers) {
    this.api = api;
    this.text = text;
    this.messages = messages;
    this.stickers = stickers;
  }

  /** What it says jobs with. */
  TelegramText text() {
    return text;
  }

  @Override
  public String platform() {
    return PLATFORM;
  }

  @Override
  public Set<ButtonAction> extraButtons() {
    return Set.of(ButtonAction.STICKER, ButtonAction.COPY, ButtonAction.ALBUM, ButtonAction.REPORT);
  }

  @Override
  public boolean reaches(Map<String, String> address) {
    return true;
  }

  @Override
  public Pacer.Chat chat(Map<String, String> address) {
    TelegramReplyTarget target = TelegramReplyTarget.of(address);
    return new Pacer.Chat(Long.toString(target.chat()), target.isGroup() ? GROUP : PERSON);
  }

  /**
   * Telegram cannot be asked what was posted, and knows no nonce. So no second line of words comes
   * beside one that may be there; a picture only ever comes by an edit into a message that Telegram
   * has confirmed.
   */
  @Override
  public Trace find(OutboxEntry outboxEntry) {
    return Trace.UNKNOWN;
  }

  @Override
  public SendResult post(OutboxEntry outboxEntry, JobMessage jobMessage) {
    TelegramReplyTarget target = TelegramReplyTarget.of(outboxEntry.address());
    try {
      SendMessage message =
          SendMessage.builder()
              .chatId(target.chat())
              .messageThreadId(target.thread().orElse(null))
              .text(TelegramText.html(jobMessage))
              .parseMode(ParseMode.HTML)
              .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
              .replyParameters(target.replyTo().map(TelegramMessenger::reply).orElse(null))
              .replyMarkup(text.keyboard(jobMessage))
              .build();
      Integer id = api.call(message).getMessageId();
      // It is there, and there for good: posted once more it would only stand there twice.
      return id == null
          ? new SendResult.Gone("Telegram names it by no number that can be edited")
          : new SendResult.Shown(new PostedMessage(id.toString(), false));
    } catch (TelegramApiException e) {
      return TelegramFailure.read(e, outboxEntry.address(), null);
    }
  }

  @Override
  public SendResult edit(OutboxEntry outboxEntry, PostedMessage message, JobMessage jobMessage) {
    if (jobMessage.picture().map(it -> isTooLarge(it.bytes())).orElse(false)) {
      return new SendResult.TooLarge();
    }
    if (jobMessage.withdrawsPicture()) {
      removeSticker(outboxEntry);
    }
    Optional<JobMessagePicture> picture = picture(jobMessage, message);
    if (picture.filter(JobMessagePicture::isSticker).isPresent()) {
      return showSticker(outboxEntry, message, jobMessage);
    }
    if (jobMessage.film().isPresent()) {
      return showFilm(outboxEntry, message, jobMessage);
    }
    long chat = TelegramReplyTarget.of(outboxEntry.address()).chat();
    int id = Integer.parseInt(message.id());
    try {
      if (picture.isPresent()) {
        editMedia(chat, id, jobMessage, picture.get());
        return new SendResult.Shown(new PostedMessage(message.id(), true));
      } else if (message.hasPicture()) {
        editCaption(chat, id, jobMessage);
      } else {
        editText(chat, id, jobMessage);
      }
      return new SendResult.Shown(message);
    } catch (TelegramApiException e) {
      return TelegramFailure.read(e, outboxEntry.address(), message);
    }
  }

  private static boolean isTooLarge(byte[] file) {
    return file.length > MAX_PHOTO_BYTES
        || PngSize.of(file)
            .filter(size -> (long) size.width() + size.height() > MAX_PHOTO_SIDES)
            .isPresent();
  }

  @Override
  public SendResult remove(OutboxEntry outboxEntry, PostedMessage message) {
    removeSticker(outboxEntry);
    TelegramReplyTarget target = TelegramReplyTarget.of(outboxEntry.address());
    try {
      api.call(new DeleteMessage(Long.toString(target.chat()), Integer.parseInt(message.id())));
      return new SendResult.Shown(message);
    } catch (TelegramApiException e) {
      return TelegramFailure.read(e, outboxEntry.address(), message);
    }
  }

  /**
   * The words come first, as they may be edited again and again, and then the sticker, once: where
   * nobody heard whether it arrived, words say how to get it.
   */
  private SendResult showSticker(
      OutboxEntry outboxEntry, PostedMessage message, JobMessage jobMessage) {
    SendResult words = edit(outboxEntry, message, jobMessage.withoutPicture());
    if (!(words instanceof SendResult.Shown)) {
      return words;
    }
    String jobId = jobMessage.jobId();
    TelegramReplyTarget target = TelegramReplyTarget.of(outboxEntry.address());
    if (!stickers.claim(jobId)) {
      return stickers.messageOf(jobId).isPresent()
          ? words
          : unheard(outboxEntry, message, jobMessage);
    }
    try {
      int replyTo = Integer.parseInt(message.id());
      SendSticker sticker = sticker(target, jobMessage, Optional.of(replyTo), false);
      Integer id = api.send(sticker).getMessageId();
      if (id != null) {
        stickers.sent(jobId, id);
      }
      return words;
    } catch (TelegramApiRequestException refused) {
      if (refused.getApiResponse() == null) {
        return unheard(outboxEntry, message, jobMessage);
      }
      stickers.release(jobId);
      SendResult failure = TelegramFailure.read(refused, outboxEntry.address(), message);
      // Some groups forbid stickers and nothing else.
      return failure instanceof SendResult.Gone
          ? unheard(outboxEntry, message, jobMessage)
          : failure;
    } catch (TelegramApiException e) {
      LOG.warn("Whether the sticker of job {} arrived was not heard: {}", jobId, api.why(e));
      return unheard(outboxEntry, message, jobMessage);
    }
  }

  private SendResult unheard(
      OutboxEntry outboxEntry, PostedMessage message, JobMessage jobMessage) {
    String hint =
        messages.text(jobMessage.words().locale(), "notice.sticker-unheard", jobMessage.jobId());
    return edit(outboxEntry, message, jobMessage.withoutPicture().withLine(hint));
  }

  /**
   * The pictures come first, as they may be edited again and again, and then the film, once: where
   * it did not arrive, or nobody heard whether it did, words say how to get it.
   */
  private SendResult showFilm(
      OutboxEntry outboxEntry, PostedMessage message, JobMessage jobMessage) {
    SendResult pictures = edit(outboxEntry, message, jobMessage.withoutFilm());
    if (!(pictures instanceof SendResult.Shown shown)) {
      return pictures;
    }
    String jobId = jobMessage.jobId();
    if (!stickers.claim(jobId)) {
      // Whoever sent it may have been gone before it heard whether it arrived.
      return stickers.messageOf(jobId).isPresent()
          ? pictures
          : filmUnheard(outboxEntry, shown.message(), jobMessage);
    }
    try {
      Integer id =
          api.send(
                  video(
                      TelegramReplyTarget.of(outboxEntry.address()),
                      jobMessage.film().orElseThrow(),
                      Optional.of(Integer.parseInt(message.id()))))
              .getMessageId();
      if (id != null) {
        stickers.sent(jobId, id);
      }
      return pictures;
    } catch (TelegramApiException e) {
      LOG.warn("Whether the film of job {} arrived was not heard: {}", jobId, api.why(e));
      return filmUnheard(outboxEntry, shown.message(), jobMessage);
    }
  }

  private SendResult filmUnheard(
      OutboxEntry outboxEntry, PostedMessage message, JobMessage jobMessage) {
    String hint =
        messages.text(jobMessage.words().locale(), "notice.film-refused", jobMessage.jobId());
    return edit(outboxEntry, message, jobMessage.withoutFilm().withLine(hint));
  }

  static SendVideo video(
      TelegramReplyTarget target, JobMessagePicture film, Optional<Integer> replyTo) {
    return SendVideo.builder()
        .chatId(target.chat())
        .messageThreadId(target.thread().orElse(null))
        .video(new InputFile(new ByteArrayInputStream(film.bytes()), film.name()))
        .caption(TelegramText.html(film.description()))
        .parseMode(ParseMode.HTML)
        .supportsStreaming(true)
        .hasSpoiler(film.isSpoiler())
        .replyParameters(replyTo.map(TelegramMessenger::reply).orElse(null))
        .build();
  }

  /** The sticker of a message, with what can be pressed below the message or without. */
  SendSticker sticker(
      TelegramReplyTarget target,
      JobMessage jobMessage,
      Optional<Integer> replyTo,
      boolean hasButtons) {
    JobMessagePicture picture = jobMessage.picture().orElseThrow();
    return SendSticker.builder()
        .chatId(target.chat())
        .messageThreadId(target.thread().orElse(null))
        .sticker(new InputFile(new ByteArrayInputStream(picture.bytes()), picture.name()))
        .replyParameters(replyTo.map(TelegramMessenger::reply).orElse(null))
        .replyMarkup(hasButtons ? text.keyboard(jobMessage) : null)
        .build();
  }

  /** It is no part of the job's message, which goes by itself. */
  private void removeSticker(OutboxEntry outboxEntry) {
    Optional<Integer> sent = stickers.messageOf(outboxEntry.jobId());
    if (sent.isPresent()) {
      long chat = TelegramReplyTarget.of(outboxEntry.address()).chat();
      try {
        api.call(new DeleteMessage(Long.toString(chat), sent.get()));
      } catch (TelegramApiException e) {
        LOG.info("The sticker of job {} could not be deleted: {}", outboxEntry.jobId(), api.why(e));
      }
    }
  }

  /** A photo cannot be taken out of a message, only another one put in its place. */
  private static Optional<JobMessagePicture> picture(JobMessage jobMessage, PostedMessage message) {
    return jobMessage.withdrawsPicture() && message.hasPicture()
        ? Optional.of(BlankPicture.of(jobMessage))
        : jobMessage.picture();
  }

  private void editMedia(long chat, int id, JobMessage jobMessage, JobMessagePicture picture)
      throws TelegramApiException {
    InputMediaPhoto photo =
        new InputMediaPhoto(new ByteArrayInputStream(picture.bytes()), picture.name());
    photo.setCaption(TelegramText.html(jobMessage));
    photo.setParseMode(ParseMode.HTML);
    photo.setHasSpoiler(picture.isSpoiler());
    api.edit(
        EditMessageMedia.builder()
            .chatId(chat)
            .messageId(id)
            .media(photo)
            .replyMarkup(text.keyboard(jobMessage))
            .build());
  }

  private void editCaption(long chat, int id, JobMessage jobMessage) throws TelegramApiException {
    api.call(
        EditMessageCaption.builder()
            .chatId(chat)
            .messageId(id)
            .caption(TelegramText.html(jobMessage))
            .parseMode(ParseMode.HTML)
            .replyMarkup(text.keyboard(jobMessage))
            .build());
  }

  private void editText(long chat, int id, JobMessage jobMessage) throws TelegramApiException {
    api.call(
        EditMessageText.builder()
            .chatId(chat)
            .messageId(id)
            .text(TelegramText.html(jobMessage))
            .parseMode(ParseMode.HTML)
            .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
            .replyMarkup(text.keyboard(jobMessage))
            .build());
  }

  static ReplyParameters reply(int messageId) {
    return ReplyParameters.builder().messageId(messageId).allowSendingWithoutReply(true).build();
  }
}
