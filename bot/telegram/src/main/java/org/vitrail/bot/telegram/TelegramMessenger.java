package org.vitrail.bot.telegram;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.telegram.telegrambots.meta.api.methods.ParseMode;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageCaption;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageMedia;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageText;
import org.telegram.telegrambots.meta.api.objects.LinkPreviewOptions;
import org.telegram.telegrambots.meta.api.objects.ReplyParameters;
import org.telegram.telegrambots.meta.api.objects.media.InputMediaPhoto;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.courier.BlankPicture;
import org.vitrail.bot.core.courier.Messenger;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.NoticePicture;
import org.vitrail.bot.core.courier.Pacer;
import org.vitrail.bot.core.courier.Sent;
import org.vitrail.bot.core.outbox.Parcel;
import org.vitrail.bot.core.outbox.PostedMessage;

/** Shows a job's notices as one Telegram message. */
final class TelegramMessenger implements Messenger {
  static final String PLATFORM = "telegram";

  /** Telegram's advice: one message a second to a person, twenty a minute to a group. */
  private static final Pacer.Budget PERSON = new Pacer.Budget(Duration.ofSeconds(1), 3);

  private static final Pacer.Budget GROUP = new Pacer.Budget(Duration.ofSeconds(3), 10);

  /** And thirty a second to all, of which some are left for answers. */
  static final Pacer.Budget ALL = new Pacer.Budget(Duration.ofMillis(40), 25);

  /** Telegram's own limit for photos. */
  private static final int MOST_PHOTO_BYTES = 10 << 20;

  private final TelegramApi api;
  private final TelegramText text;

  TelegramMessenger(TelegramApi api, TelegramText text) {
    this.api = api;
    this.text = text;
  }

  @Override
  public String platform() {
    return PLATFORM;
  }

  @Override
  public Set<ButtonAction> extraButtons() {
    return Set.of(ButtonAction.COPY, ButtonAction.ALBUM, ButtonAction.REPORT);
  }

  @Override
  public boolean reaches(Map<String, String> address) {
    return true;
  }

  @Override
  public Pacer.Chat chat(Map<String, String> address) {
    Place place = Place.of(address);
    return new Pacer.Chat(Long.toString(place.chat()), place.isGroup() ? GROUP : PERSON);
  }

  /**
   * Telegram cannot be asked what was posted, so a message whose posting ended unheard is posted
   * again. What may then stand there twice is a line of words: a picture only ever comes by an edit
   * into a message that Telegram has confirmed, and there is one such for each job.
   */
  @Override
  public Optional<PostedMessage> find(Parcel parcel) {
    return Optional.empty();
  }

  @Override
  public Sent post(Parcel parcel, Notice notice) {
    Place place = Place.of(parcel.address());
    try {
      SendMessage message =
          SendMessage.builder()
              .chatId(place.chat())
              .messageThreadId(place.thread().orElse(null))
              .text(TelegramText.html(notice))
              .parseMode(ParseMode.HTML)
              .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
              .replyParameters(place.replyTo().map(TelegramMessenger::reply).orElse(null))
              .replyMarkup(text.keyboard(notice))
              .build();
      Integer id = api.call(message).getMessageId();
      // It is there, and there for good: posted once more it would only stand there twice.
      return id == null
          ? new Sent.Gone("Telegram names it by no number that can be edited")
          : new Sent.Shown(new PostedMessage(id.toString(), false));
    } catch (TelegramApiException e) {
      return TelegramFailure.read(e, parcel.address(), null);
    }
  }

  @Override
  public Sent edit(Parcel parcel, PostedMessage message, Notice notice) {
    if (notice.picture().isPresent() && notice.picture().get().bytes().length > MOST_PHOTO_BYTES) {
      return new Sent.TooLarge();
    }
    Optional<NoticePicture> picture = picture(notice, message);
    long chat = Place.of(parcel.address()).chat();
    int id = Integer.parseInt(message.id());
    try {
      if (picture.isPresent()) {
        editMedia(chat, id, notice, picture.get());
        return new Sent.Shown(new PostedMessage(message.id(), true));
      } else if (message.hasPicture()) {
        editCaption(chat, id, notice);
      } else {
        editText(chat, id, notice);
      }
      return new Sent.Shown(message);
    } catch (TelegramApiException e) {
      return TelegramFailure.read(e, parcel.address(), message);
    }
  }

  @Override
  public Sent remove(Parcel parcel, PostedMessage message) {
    Place place = Place.of(parcel.address());
    try {
      api.call(new DeleteMessage(Long.toString(place.chat()), Integer.parseInt(message.id())));
      return new Sent.Shown(message);
    } catch (TelegramApiException e) {
      return TelegramFailure.read(e, parcel.address(), message);
    }
  }

  /** A photo cannot be taken out of a message, only another one put in its place. */
  private static Optional<NoticePicture> picture(Notice notice, PostedMessage message) {
    return notice.withdrawsPicture() && message.hasPicture()
        ? Optional.of(BlankPicture.of(notice))
        : notice.picture();
  }

  private void editMedia(long chat, int id, Notice notice, NoticePicture picture)
      throws TelegramApiException {
    InputMediaPhoto photo =
        new InputMediaPhoto(new ByteArrayInputStream(picture.bytes()), picture.name());
    photo.setCaption(TelegramText.html(notice));
    photo.setParseMode(ParseMode.HTML);
    photo.setHasSpoiler(picture.isSpoiler());
    api.edit(
        EditMessageMedia.builder()
            .chatId(chat)
            .messageId(id)
            .media(photo)
            .replyMarkup(text.keyboard(notice))
            .build());
  }

  private void editCaption(long chat, int id, Notice notice) throws TelegramApiException {
    api.call(
        EditMessageCaption.builder()
            .chatId(chat)
            .messageId(id)
            .caption(TelegramText.html(notice))
            .parseMode(ParseMode.HTML)
            .replyMarkup(text.keyboard(notice))
            .build());
  }

  private void editText(long chat, int id, Notice notice) throws TelegramApiException {
    api.call(
        EditMessageText.builder()
            .chatId(chat)
            .messageId(id)
            .text(TelegramText.html(notice))
            .parseMode(ParseMode.HTML)
            .linkPreviewOptions(LinkPreviewOptions.builder().isDisabled(true).build())
            .replyMarkup(text.keyboard(notice))
            .build());
  }

  static ReplyParameters reply(int messageId) {
    return ReplyParameters.builder().messageId(messageId).allowSendingWithoutReply(true).build();
  }
}
