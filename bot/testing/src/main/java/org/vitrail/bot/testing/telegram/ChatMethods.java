package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** The methods about chats, their members, files and pressed buttons. */
final class ChatMethods {
  private static final int LARGEST_DOWNLOAD_BYTES = 20 * 1024 * 1024;
  private static final int MAX_ANSWER = 200;
  private static final Set<String> ACTIONS =
      Set.of(
          "typing",
          "upload_photo",
          "record_video",
          "upload_video",
          "record_voice",
          "upload_voice",
          "upload_document",
          "choose_sticker",
          "find_location",
          "record_video_note",
          "upload_video_note");

  private final World world;
  private final Access access;

  ChatMethods(World world, Access access) {
    this.world = world;
    this.access = access;
  }

  void addTo(Map<String, Handler> methods) {
    methods.put("getchat", this::getChat);
    methods.put("getchatmember", this::getChatMember);
    methods.put("getchatadministrators", this::getChatAdministrators);
    methods.put("leavechat", this::leaveChat);
    methods.put("sendchataction", this::sendChatAction);
    methods.put("getfile", this::getFile);
    methods.put("answercallbackquery", this::answerCallbackQuery);
  }

  private JsonNode getChat(ApiCall call) {
    synchronized (world) {
      return ApiJson.fullChat(access.toRead(call));
    }
  }

  private JsonNode getChatMember(ApiCall call) {
    synchronized (world) {
      FakeChat chat = access.toRead(call);
      long userId = call.number("user_id");
      if (userId == world.botId) {
        return ApiJson.botMember(chat, chat.botStatus());
      }
      return world
          .chat(userId)
          .map(it -> ApiJson.member(chat, it.partner()))
          .orElseThrow(() -> ApiException.badRequest("PARTICIPANT_ID_INVALID"));
    }
  }

  private JsonNode getChatAdministrators(ApiCall call) {
    synchronized (world) {
      FakeChat chat = access.toRead(call);
      if (chat.isPrivate()) {
        throw ApiException.badRequest("there are no administrators in the private chat");
      }
      ArrayNode members = ApiCall.MAPPER.createArrayNode();
      chat.administrators().forEach(it -> members.add(ApiJson.member(chat, it)));
      if (chat.botStatus() == FakeChat.BotStatus.ADMINISTRATOR) {
        members.add(ApiJson.botMember(chat, chat.botStatus()));
      }
      return members;
    }
  }

  private JsonNode leaveChat(ApiCall call) {
    synchronized (world) {
      access.toRead(call).becomes(FakeChat.BotStatus.LEFT);
      return BooleanNode.TRUE;
    }
  }

  private JsonNode sendChatAction(ApiCall call) {
    if (!ACTIONS.contains(call.text("action"))) {
      throw ApiException.badRequest("wrong parameter action in request");
    }
    synchronized (world) {
      access.toWrite(call).sign(call.text("action"), true);
      return BooleanNode.TRUE;
    }
  }

  private JsonNode getFile(ApiCall call) {
    if (!call.has("file_id")) {
      throw ApiException.badRequest("file_id not specified");
    }
    StoredFile file =
        world
            .files
            .byId(call.text("file_id"))
            .orElseThrow(
                () ->
                    ApiException.badRequest(
                        "wrong file_id or the file is temporarily unavailable"));
    if (file.bytes().length > LARGEST_DOWNLOAD_BYTES) {
      throw ApiException.badRequest("file is too big");
    }
    ObjectNode json = ApiJson.file(file);
    return json.put("file_path", world.files.publish(file));
  }

  private JsonNode answerCallbackQuery(ApiCall call) {
    String text = call.text("text");
    if (text.length() > MAX_ANSWER) {
      throw ApiException.badRequest("MESSAGE_TOO_LONG");
    }
    synchronized (world) {
      Click click = world.clicks.get(call.text("callback_query_id"));
      if (click == null || click.isExpired()) {
        throw ApiException.badRequest(
            "query is too old and response timeout expired or query ID is invalid");
      }
      click.answer(text, call.flag("show_alert"));
      return BooleanNode.TRUE;
    }
  }
}
