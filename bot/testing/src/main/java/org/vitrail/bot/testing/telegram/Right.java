package org.vitrail.bot.testing.telegram;

import java.util.List;

/** What a chat may forbid its members to send. */
public enum Right {
  MESSAGES("text messages", "can_send_messages"),
  PHOTOS("photos", "can_send_photos"),
  DOCUMENTS("documents", "can_send_documents");

  /** Rights that the chats here always grant. */
  static final List<String> OTHERS =
      List.of(
          "can_send_audios",
          "can_send_videos",
          "can_send_video_notes",
          "can_send_voice_notes",
          "can_send_polls",
          "can_send_other_messages",
          "can_add_web_page_previews",
          "can_react_to_messages");

  private final String things;
  private final String field;

  Right(String things, String field) {
    this.things = things;
    this.field = field;
  }

  String things() {
    return things;
  }

  String field() {
    return field;
  }
}
