package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The methods that change messages that are there; as on the real server an edit that names no
 * buttons removes them.
 */
final class EditingMethods {
  private final World world;
  private final Access access;
  private final MediaReader media;

  EditingMethods(World world, Access access, MediaReader media) {
    this.world = world;
    this.access = access;
    this.media = media;
  }

  void addTo(Map<String, Handler> methods) {
    methods.put("editmessagetext", this::editText);
    methods.put("editmessagecaption", this::editCaption);
    methods.put("editmessagemedia", this::editMedia);
    methods.put("editmessagereplymarkup", this::editReplyMarkup);
    methods.put("deletemessage", this::delete);
    methods.put("setmessagereaction", this::react);
  }

  private JsonNode editText(ApiCall call) {
    Content content = Content.text(Captions.text(call), call.text("text"));
    Keyboard keyboard = inlineKeyboard(call);
    synchronized (world) {
      FakeTelegramMessage message = access.toEdit(call);
      if (message.kind() != FakeTelegramMessage.Kind.TEXT) {
        throw ApiException.badRequest("there is no text in the message to edit");
      }
      return edit(message, content, keyboard);
    }
  }

  private JsonNode editCaption(ApiCall call) {
    FormattedText caption = Captions.caption(call);
    Keyboard keyboard = inlineKeyboard(call);
    synchronized (world) {
      FakeTelegramMessage message = access.toEdit(call);
      if (message.kind() == FakeTelegramMessage.Kind.TEXT) {
        throw ApiException.badRequest("there is no caption in the message to edit");
      }
      return edit(message, message.content().withCaption(caption, call.text("caption")), keyboard);
    }
  }

  private JsonNode editMedia(ApiCall call) {
    Content content = media.media(call, call.json("media"));
    Keyboard keyboard = inlineKeyboard(call);
    synchronized (world) {
      FakeTelegramMessage message = access.toEdit(call);
      if (!message.albumId().isEmpty() && message.kind() != content.kind()) {
        throw ApiException.badRequest("can't use the media of the specified type in the album");
      }
      return edit(message, content, keyboard);
    }
  }

  private JsonNode editReplyMarkup(ApiCall call) {
    Keyboard keyboard = inlineKeyboard(call);
    synchronized (world) {
      FakeTelegramMessage message = access.toEdit(call);
      return edit(message, message.content(), keyboard);
    }
  }

  private JsonNode delete(ApiCall call) {
    synchronized (world) {
      access.toDelete(call).delete();
      return BooleanNode.TRUE;
    }
  }

  private JsonNode react(ApiCall call) {
    List<String> emoji = new ArrayList<>();
    for (JsonNode reaction : call.json("reaction")) {
      emoji.add(reaction.path("emoji").asText(""));
    }
    if (emoji.size() > 1) {
      throw ApiException.badRequest("REACTIONS_TOO_MANY");
    }
    if (!Reactions.ALLOWED.containsAll(emoji)) {
      throw ApiException.badRequest("REACTION_INVALID");
    }
    synchronized (world) {
      FakeTelegramMessage message = access.toReact(call);
      message.react(List.copyOf(emoji));
      message.chat().sign(call.method(), false);
      return BooleanNode.TRUE;
    }
  }

  private static JsonNode edit(FakeTelegramMessage message, Content content, Keyboard keyboard) {
    if (message.content().looksLike(content) && message.keyboard().equals(keyboard)) {
      throw ApiException.badRequest(
          "message is not modified: specified new message content and reply markup are exactly the"
              + " same as a current content and reply markup of the message");
    }
    message.edit(content, keyboard);
    return ApiJson.message(message);
  }

  private static Keyboard inlineKeyboard(ApiCall call) {
    JsonNode markup = call.json("reply_markup");
    if (markup.isObject() && !markup.has("inline_keyboard")) {
      throw ApiException.badRequest("inline keyboard expected");
    }
    return Keyboard.of(call);
  }
}
