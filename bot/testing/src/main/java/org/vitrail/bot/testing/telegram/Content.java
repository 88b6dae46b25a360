package org.vitrail.bot.testing.telegram;

import java.util.List;
import java.util.Map;

/**
 * What a message shows.
 *
 * @param text the text, or the caption below a photo or document
 * @param raw the text as the bot wrote it, with its markup
 * @param files a photo's sizes, the largest last, or one document
 * @param isSpoiler whether a photo is hidden until it is tapped
 * @param service the field that makes it a service message, such as "migrate_to_chat_id"
 */
record Content(
    FakeTelegramMessage.Kind kind,
    FormattedText text,
    String raw,
    List<StoredFile> files,
    boolean isSpoiler,
    String service,
    Object serviceValue) {
  static Content text(FormattedText text, String raw) {
    return new Content(FakeTelegramMessage.Kind.TEXT, text, raw, List.of(), false, "", null);
  }

  static Content photo(
      List<StoredFile> sizes, FormattedText caption, String raw, boolean isSpoiler) {
    return new Content(FakeTelegramMessage.Kind.PHOTO, caption, raw, sizes, isSpoiler, "", null);
  }

  static Content document(StoredFile file, FormattedText caption, String raw) {
    return new Content(
        FakeTelegramMessage.Kind.DOCUMENT, caption, raw, List.of(file), false, "", null);
  }

  static Content sticker(StoredFile file) {
    return new Content(
        FakeTelegramMessage.Kind.STICKER, FormattedText.NONE, "", List.of(file), false, "", null);
  }

  static Content video(StoredFile file, FormattedText caption, String raw, boolean isSpoiler) {
    return new Content(
        FakeTelegramMessage.Kind.VIDEO, caption, raw, List.of(file), isSpoiler, "", null);
  }

  static Content service(String field, Object value) {
    return new Content(
        FakeTelegramMessage.Kind.SERVICE, FormattedText.NONE, "", List.of(), false, field, value);
  }

  /** The same as forwarded from somebody who hides who they are. */
  Content forwarded(String name) {
    Object origin = Map.of("type", "hidden_user", "date", 1_700_000_000, "sender_user_name", name);
    return new Content(kind, text, raw, files, isSpoiler, "forward_origin", origin);
  }

  Content withCaption(FormattedText caption, String newRaw) {
    return new Content(kind, caption, newRaw, files, isSpoiler, service, serviceValue);
  }

  /** Whether people would see the same. */
  boolean looksLike(Content other) {
    return kind == other.kind
        && isSpoiler == other.isSpoiler
        && text.equals(other.text)
        && files.equals(other.files);
  }

  StoredFile file() {
    return files.get(files.size() - 1);
  }
}
