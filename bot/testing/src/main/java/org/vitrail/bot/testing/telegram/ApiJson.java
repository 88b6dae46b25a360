package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns people, chats and messages into the Bot API's objects. */
final class ApiJson {
  private ApiJson() {}

  static ObjectNode bot(World world) {
    return object()
        .put("id", world.botId)
        .put("is_bot", true)
        .put("first_name", "Vitrail")
        .put("username", world.botUserName);
  }

  static ObjectNode me(World world) {
    return bot(world)
        .put("can_join_groups", true)
        .put("can_read_all_group_messages", !world.privacyMode)
        .put("supports_inline_queries", false)
        .put("can_connect_to_business", false)
        .put("has_main_web_app", false);
  }

  static ObjectNode user(FakeTelegramUser user) {
    ObjectNode json =
        object().put("id", user.id()).put("is_bot", false).put("first_name", user.firstName());
    if (!user.userName().isEmpty()) {
      json.put("username", user.userName());
    }
    return user.languageCode().isEmpty() ? json : json.put("language_code", user.languageCode());
  }

  static ObjectNode chat(FakeChat chat) {
    ObjectNode json = object().put("id", chat.id());
    switch (chat.kind()) {
      case PRIVATE -> json.put("first_name", chat.title()).put("type", "private");
      case GROUP ->
          json.put("title", chat.title())
              .put("type", "group")
              .put("all_members_are_administrators", false);
      case SUPERGROUP -> json.put("title", chat.title()).put("type", "supergroup");
      case FORUM -> json.put("title", chat.title()).put("type", "supergroup").put("is_forum", true);
      case CHANNEL -> json.put("title", chat.title()).put("type", "channel");
    }
    return json;
  }

  static ObjectNode fullChat(FakeChat chat) {
    ObjectNode json = chat(chat).put("accent_color_id", 3).put("max_reaction_count", 11);
    json.putObject("accepted_gift_types")
        .put("unlimited_gifts", false)
        .put("limited_gifts", false)
        .put("unique_gifts", false)
        .put("premium_subscription", false)
        .put("gifts_from_channels", false);
    if (!chat.isPrivate()) {
      addRights(json.putObject("permissions"), chat.forbidden());
    }
    return json;
  }

  static ObjectNode botMember(FakeChat chat, FakeChat.BotStatus status) {
    ObjectNode json = object();
    json.set("user", bot(chat.world()));
    json.put("status", status.name().toLowerCase(Locale.ROOT));
    switch (status) {
      case ADMINISTRATOR -> addAdministratorRights(json);
      case RESTRICTED -> {
        json.put("is_member", true).put("until_date", 0);
        addRights(json, chat.forbiddenToBot());
      }
      case KICKED -> json.put("until_date", 0);
      case MEMBER, LEFT -> {}
    }
    return json;
  }

  static ObjectNode member(FakeChat chat, FakeTelegramUser user) {
    ObjectNode json = object();
    json.set("user", user(user));
    if (chat.administrators().contains(user)) {
      json.put("status", "administrator");
      addAdministratorRights(json);
      return json;
    }
    return json.put("status", "member");
  }

  static ObjectNode botStatusChange(FakeChat chat, FakeChat.BotStatus before) {
    ObjectNode json = object();
    json.set("chat", chat(chat));
    json.set("from", chat.isPrivate() ? user(chat.partner()) : anonymousAdministrator());
    json.put("date", System.currentTimeMillis() / 1000);
    json.set("old_chat_member", botMember(chat, before));
    json.set("new_chat_member", botMember(chat, chat.botStatus()));
    return json;
  }

  static ObjectNode callbackQuery(
      String id, FakeTelegramUser from, FakeTelegramMessage message, String data) {
    ObjectNode json = object().put("id", id);
    json.set("from", user(from));
    json.set("message", message.isDeleted() ? inaccessible(message) : message(message));
    return json.put("chat_instance", Long.toString(message.chat().id() * 31)).put("data", data);
  }

  static ObjectNode message(FakeTelegramMessage message) {
    ObjectNode json = plainMessage(message);
    FakeChat chat = message.chat();
    // What stands in a topic counts as an answer to the message that made the topic.
    int replied = message.replyToId() != 0 ? message.replyToId() : message.threadId();
    chat.message(replied)
        .filter(it -> !it.isDeleted())
        .ifPresent(it -> json.set("reply_to_message", plainMessage(it)));
    return json;
  }

  private static ObjectNode plainMessage(FakeTelegramMessage message) {
    ObjectNode json = object().put("message_id", message.id());
    json.set("from", from(message));
    message.guise().ifPresent(it -> json.set("sender_chat", chat(it)));
    json.set("chat", chat(message.chat()));
    json.put("date", message.sentAt().getEpochSecond());
    List<FakeTelegramMessage.Edit> edits = message.edits();
    if (!edits.isEmpty()) {
      json.put("edit_date", edits.get(edits.size() - 1).at().getEpochSecond());
    }
    if (message.threadId() != 0) {
      json.put("message_thread_id", message.threadId()).put("is_topic_message", true);
    }
    if (!message.albumId().isEmpty()) {
      json.put("media_group_id", message.albumId());
    }
    addContent(json, message.content());
    if (!message.keyboard().isEmpty()) {
      json.set("reply_markup", message.keyboard().json());
    }
    return json;
  }

  /** Who writes in the name of a chat is hidden behind one of the server's own bots. */
  private static ObjectNode from(FakeTelegramMessage message) {
    if (message.guise().isPresent()) {
      return message.guise().get() == message.chat() ? anonymousAdministrator() : channelBot();
    }
    return message.from().map(ApiJson::user).orElseGet(() -> bot(message.chat().world()));
  }

  static ObjectNode file(StoredFile file) {
    return object()
        .put("file_id", file.id())
        .put("file_unique_id", file.uniqueId())
        .put("file_size", file.bytes().length);
  }

  private static void addContent(ObjectNode json, Content content) {
    switch (content.kind()) {
      case TEXT -> addText(json, "text", "entities", content.text());
      case PHOTO -> {
        ArrayNode sizes = json.putArray("photo");
        for (StoredFile file : content.files()) {
          sizes.add(file(file).put("width", file.width()).put("height", file.height()));
        }
        if (content.isSpoiler()) {
          json.put("has_media_spoiler", true);
        }
      }
      case DOCUMENT ->
          json.set(
              "document",
              file(content.file())
                  .put("file_name", content.file().name())
                  .put("mime_type", content.file().contentType()));
      case STICKER ->
          json.set(
              "sticker",
              file(content.file())
                  .put("type", "regular")
                  .put("width", content.file().width())
                  .put("height", content.file().height())
                  .put("is_animated", false)
                  .put("is_video", false));
      case SERVICE ->
          json.set(content.service(), ApiCall.MAPPER.valueToTree(content.serviceValue()));
    }
    if (content.kind() != FakeTelegramMessage.Kind.SERVICE && content.serviceValue() != null) {
      json.set(content.service(), ApiCall.MAPPER.valueToTree(content.serviceValue()));
    }
    if (content.kind() != FakeTelegramMessage.Kind.TEXT && !content.text().isEmpty()) {
      addText(json, "caption", "caption_entities", content.text());
    }
  }

  private static void addText(
      ObjectNode json, String textField, String entitiesField, FormattedText text) {
    json.put(textField, text.text());
    if (!text.entities().isEmpty()) {
      json.set(entitiesField, Entity.json(text.entities()));
    }
  }

  private static ObjectNode inaccessible(FakeTelegramMessage message) {
    ObjectNode json = object();
    json.set("chat", chat(message.chat()));
    return json.put("message_id", message.id()).put("date", 0);
  }

  private static void addRights(ObjectNode json, Set<Right> forbidden) {
    for (Right right : Right.values()) {
      json.put(right.field(), !forbidden.contains(right));
    }
    Right.OTHERS.forEach(it -> json.put(it, true));
    json.put("can_change_info", false)
        .put("can_invite_users", true)
        .put("can_pin_messages", false)
        .put("can_manage_topics", false);
  }

  private static void addAdministratorRights(ObjectNode json) {
    json.put("can_be_edited", false)
        .put("can_manage_chat", true)
        .put("can_change_info", true)
        .put("can_delete_messages", true)
        .put("can_invite_users", true)
        .put("can_restrict_members", true)
        .put("can_pin_messages", true)
        .put("can_manage_topics", true)
        .put("can_promote_members", false)
        .put("can_manage_video_chats", true)
        .put("can_post_stories", true)
        .put("can_edit_stories", true)
        .put("can_delete_stories", true)
        .put("is_anonymous", false);
  }

  private static ObjectNode anonymousAdministrator() {
    return object()
        .put("id", 1087968824)
        .put("is_bot", true)
        .put("first_name", "Group")
        .put("username", "GroupAnonymousBot");
  }

  private static ObjectNode channelBot() {
    return object()
        .put("id", 136817688)
        .put("is_bot", true)
        .put("first_name", "Channel")
        .put("username", "Channel_Bot");
  }

  private static ObjectNode object() {
    return ApiCall.MAPPER.createObjectNode();
  }
}
