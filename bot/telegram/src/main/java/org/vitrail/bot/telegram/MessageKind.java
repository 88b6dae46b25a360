package org.vitrail.bot.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a message brings besides words and pictures; nothing of it can be drawn from. */
enum MessageKind {
  STICKER("sticker"),
  VOICE("voice"),
  AUDIO("audio"),
  ROUND_VIDEO("video_note"),
  // An animation is a document, too, and a venue a location: the more exact comes first.
  ANIMATION("animation"),
  VIDEO("video"),
  PLACE("venue", "location"),
  CONTACT("contact"),
  POLL("poll"),
  DICE("dice", "game"),
  STORY("story"),
  FILE("document"),
  /** One that came after this was written. */
  OTHER;

  /** What comes with messages of any kind. */
  private static final Set<String> GENERAL =
      Set.of(
          "message_id",
          "message_thread_id",
          "direct_messages_topic",
          "from",
          "sender_chat",
          "sender_boost_count",
          "sender_business_bot",
          "sender_tag",
          "date",
          "business_connection_id",
          "chat",
          "forward_origin",
          "forward_from",
          "forward_from_chat",
          "forward_from_message_id",
          "forward_signature",
          "forward_sender_name",
          "forward_date",
          "is_topic_message",
          "is_automatic_forward",
          "reply_to_message",
          "external_reply",
          "quote",
          "reply_to_story",
          "reply_to_checklist_task_id",
          "via_bot",
          "edit_date",
          "has_protected_content",
          "is_from_offline",
          "is_paid_post",
          "media_group_id",
          "author_signature",
          "paid_star_count",
          "entities",
          "link_preview_options",
          "suggested_post_info",
          "effect_id",
          "caption",
          "caption_entities",
          "show_caption_above_media",
          "has_media_spoiler",
          "reply_markup");

  /** What Telegram says by itself when somebody did something: nobody waits for an answer. */
  private static final Pattern SERVICE =
      Pattern.compile(
          "(new|left)_chat_.*|chat_(owner|background)_.*|delete_chat_photo|.*_chat_created"
              + "|message_auto_delete_timer_changed|migrate_(to|from)_chat_id|pinned_message"
              + "|(successful|refunded)_payment|users?_shared|chat_shared|gift.*|unique_gift"
              + "|connected_website|write_access_allowed|passport_data|proximity_alert_triggered"
              + "|boost_added|checklist_tasks_.*|(direct_message|paid_message)_price_changed"
              + "|(general_)?forum_topic_.*|giveaway_.*|video_chat_.*|web_app_data"
              + "|suggested_post_.*");

  private static final Set<String> READ = Set.of("text", "photo", "document");

  private final List<String> fields;

  MessageKind(String... fields) {
    this.fields = List.of(fields);
  }

  /** Empty for words, pictures, and what nobody wrote. */
  static Optional<MessageKind> of(JsonNode message) {
    for (MessageKind kind : values()) {
      boolean isPicture =
          kind == FILE && message.at("/document/mime_type").asText().startsWith("image/");
      if (kind.fields.stream().anyMatch(message::has)) {
        return isPicture ? Optional.empty() : Optional.of(kind);
      }
    }
    return content(message).stream()
            .anyMatch(field -> !READ.contains(field) && !SERVICE.matcher(field).matches())
        ? Optional.of(OTHER)
        : Optional.empty();
  }

  /** The fields that say what a message is, by their names alone. */
  static Set<String> content(JsonNode message) {
    Set<String> names = new HashSet<>();
    message.fieldNames().forEachRemaining(names::add);
    names.removeAll(GENERAL);
    return names;
  }

  /** The end of its text's key. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
