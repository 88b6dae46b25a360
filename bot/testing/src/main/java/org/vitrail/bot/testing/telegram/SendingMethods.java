package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The methods that put new messages into chats. */
final class SendingMethods {
  private static final int MIN_IN_ALBUM = 2;
  private static final int MAX_IN_ALBUM = 10;

  private final World world;
  private final Access access;
  private final MediaReader media;

  SendingMethods(World world, Access access, MediaReader media) {
    this.world = world;
    this.access = access;
    this.media = media;
  }

  void addTo(Map<String, Handler> methods) {
    methods.put("sendmessage", this::sendMessage);
    methods.put("sendphoto", call -> send(call, media.photo(call), Right.PHOTOS));
    methods.put("senddocument", call -> send(call, media.document(call), Right.DOCUMENTS));
    methods.put("sendsticker", call -> send(call, media.sticker(call), Right.MESSAGES));
    methods.put("sendvideo", call -> send(call, media.video(call), Right.MESSAGES));
    methods.put("sendmediagroup", this::sendMediaGroup);
    methods.put("copymessage", this::copyMessage);
  }

  private JsonNode sendMessage(ApiCall call) {
    return send(call, Content.text(Captions.text(call), call.text("text")), Right.MESSAGES);
  }

  private JsonNode send(ApiCall call, Content content, Right right) {
    Keyboard keyboard = Keyboard.of(call);
    synchronized (world) {
      Access.Target target = access.toPost(call, right);
      FakeTelegramMessage message = post(call, target, content, keyboard, "");
      return ApiJson.message(message);
    }
  }

  private JsonNode sendMediaGroup(ApiCall call) {
    JsonNode items = call.json("media");
    if (!items.isArray()) {
      throw ApiException.badRequest("expected an Array of InputMedia");
    }
    if (items.size() < MIN_IN_ALBUM || items.size() > MAX_IN_ALBUM) {
      throw ApiException.badRequest(
          items.size() > MAX_IN_ALBUM
              ? "there are too many messages to send as an album"
              : "there are too few messages to send as an album");
    }
    List<Content> contents = new ArrayList<>();
    items.forEach(it -> contents.add(media.media(call, it)));
    if (contents.stream().map(Content::kind).distinct().count() > 1) {
      throw ApiException.badRequest("can't use the media of the specified type in the album");
    }
    Right right =
        contents.get(0).kind() == FakeTelegramMessage.Kind.PHOTO ? Right.PHOTOS : Right.DOCUMENTS;
    synchronized (world) {
      Access.Target target = access.toPost(call, right);
      String albumId = world.number();
      ArrayNode sent = ApiCall.MAPPER.createArrayNode();
      for (Content content : contents) {
        sent.add(ApiJson.message(post(call, target, content, Keyboard.NONE, albumId)));
      }
      return sent;
    }
  }

  private JsonNode copyMessage(ApiCall call) {
    Keyboard keyboard = Keyboard.of(call);
    synchronized (world) {
      Content content = access.toCopy(call).content();
      if (content.kind() == FakeTelegramMessage.Kind.SERVICE) {
        throw ApiException.badRequest("message can't be copied");
      }
      if (call.has("caption") && content.kind() != FakeTelegramMessage.Kind.TEXT) {
        content = content.withCaption(Captions.caption(call), call.text("caption"));
      }
      Right right =
          switch (content.kind()) {
            case PHOTO -> Right.PHOTOS;
            case DOCUMENT -> Right.DOCUMENTS;
            case TEXT, STICKER, VIDEO, SERVICE -> Right.MESSAGES;
          };
      FakeTelegramMessage copy = post(call, access.toPost(call, right), content, keyboard, "");
      ObjectNode id = ApiCall.MAPPER.createObjectNode();
      return id.put("message_id", copy.id());
    }
  }

  private FakeTelegramMessage post(
      ApiCall call, Access.Target target, Content content, Keyboard keyboard, String albumId) {
    FakeTelegramMessage message =
        target.chat().post(null, target.place(), target.replyToId(), albumId, content, keyboard);
    target.chat().sign(call.method(), false);
    return message;
  }
}
