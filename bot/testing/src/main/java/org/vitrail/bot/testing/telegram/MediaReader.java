package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Turns what a call uploads or refers to into photos and documents that the server keeps. */
final class MediaReader {
  private static final int MAX_VIDEO_BYTES = 50 << 20;

  private final FileStore files;
  private volatile int mostPhotoBytes = Pictures.MAX_BYTES;

  MediaReader(FileStore files) {
    this.files = files;
  }

  void takePhotosOfAtMost(int bytes) {
    mostPhotoBytes = bytes;
  }

  Content photo(ApiCall call) {
    return photo(
        call.file("photo"),
        call.text("photo"),
        Captions.caption(call),
        call.text("caption"),
        call.flag("has_spoiler"));
  }

  Content document(ApiCall call) {
    return document(
        call.file("document"), call.text("document"), Captions.caption(call), call.text("caption"));
  }

  /** A static sticker that is uploaded. */
  Content sticker(ApiCall call) {
    UploadedFile file =
        call.file("sticker")
            .orElseThrow(() -> ApiException.badRequest("there is no sticker in the request"));
    return Content.sticker(files.addSticker(file.bytes(), StickerFile.check(file.bytes())));
  }

  /** A video that is uploaded: an MP4 file of at most 50 MB. */
  Content video(ApiCall call) {
    UploadedFile file =
        call.file("video")
            .orElseThrow(() -> ApiException.badRequest("there is no video in the request"));
    boolean isMp4 =
        file.bytes().length > 12
            && new String(file.bytes(), 4, 4, StandardCharsets.US_ASCII).equals("ftyp");
    if (!isMp4 || file.bytes().length > MAX_VIDEO_BYTES) {
      throw ApiException.badRequest(isMp4 ? "file is too big" : "VIDEO_FILE_INVALID");
    }
    return Content.video(
        files.addDocument(file.name(), file.contentType(), file.bytes()),
        Captions.caption(call),
        call.text("caption"),
        call.flag("has_spoiler"));
  }

  /** Reads one InputMedia of an album or an edit. */
  Content media(ApiCall call, JsonNode media) {
    String reference = media.path("media").asText("");
    Optional<UploadedFile> upload = call.attached(reference);
    if (reference.isEmpty() || reference.startsWith("attach://") && upload.isEmpty()) {
      throw ApiException.badRequest("can't parse InputMedia: media not found");
    }
    FormattedText caption = Captions.caption(media);
    String raw = media.path("caption").asText("");
    String type = media.path("type").asText("");
    return switch (type) {
      case "photo" -> photo(upload, reference, caption, raw, media.path("has_spoiler").asBoolean());
      case "document" -> document(upload, reference, caption, raw);
      default ->
          throw ApiException.badRequest(
              "can't parse InputMedia: type \"" + type + "\" is unsupported");
    };
  }

  private Content photo(
      Optional<UploadedFile> upload,
      String reference,
      FormattedText caption,
      String raw,
      boolean isSpoiler) {
    if (upload.isPresent()) {
      Pictures.check(upload.get().bytes(), mostPhotoBytes);
      return Content.photo(files.addPhoto(upload.get().bytes()), caption, raw, isSpoiler);
    }
    StoredFile known = known(reference, "photo");
    if (known.width() == 0) {
      throw ApiException.badRequest("can't use file of type Document as Photo");
    }
    return Content.photo(List.of(known), caption, raw, isSpoiler);
  }

  private Content document(
      Optional<UploadedFile> upload, String reference, FormattedText caption, String raw) {
    if (upload.isPresent()) {
      UploadedFile file = upload.get();
      if (file.bytes().length == 0) {
        throw ApiException.badRequest("file must be non-empty");
      }
      return Content.document(
          files.addDocument(file.name(), file.contentType(), file.bytes()), caption, raw);
    }
    StoredFile known = known(reference, "document");
    if (known.width() != 0) {
      throw ApiException.badRequest("can't use file of type Photo as Document");
    }
    return Content.document(known, caption, raw);
  }

  private StoredFile known(String reference, String what) {
    if (reference.isEmpty()) {
      throw ApiException.badRequest("there is no " + what + " in the request");
    }
    return files
        .byId(reference)
        .orElseThrow(
            () ->
                ApiException.badRequest(
                    "wrong remote file identifier specified: Wrong string length"));
  }
}
