package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Decides whether the bot may do something in a chat, in the order in which the server asks. */
final class Access {
  /**
   * Where a message goes.
   *
   * @param replyToId 0 if it answers none
   */
  record Target(SendTarget place, int replyToId) {
    FakeChat chat() {
      return place.chat();
    }
  }

  private final World world;

  Access(World world) {
    this.world = world;
  }

  FakeChat toRead(ApiCall call) {
    FakeChat chat = chat(call, "chat_id");
    if (chat.kind() == FakeChat.Kind.SUPERGROUP || chat.kind() == FakeChat.Kind.FORUM) {
      requireMembership(chat);
    }
    return chat;
  }

  FakeChat toWrite(ApiCall call) {
    FakeChat chat = chat(call, "chat_id");
    Optional<FakeChat> successor = chat.successor();
    if (successor.isPresent()) {
      throw ApiException.upgradedTo(successor.get().id());
    }
    requireMembership(chat);
    return chat;
  }

  /** Finds the chat, the topic and the message to answer, and asks whether that is allowed. */
  Target toPost(ApiCall call, Right right) {
    FakeChat chat = toWrite(call);
    int replyToId = replyToId(call, chat);
    // An answer stands in the topic of what it answers, unless it names another.
    int threadId =
        call.has("message_thread_id")
            ? (int) call.number("message_thread_id")
            : chat.message(replyToId).map(FakeTelegramMessage::threadId).orElse(0);
    SendTarget place = chat;
    if (chat.kind() == FakeChat.Kind.FORUM && threadId != 0) {
      place = topic(chat, threadId);
    } else if (chat.isPrivate() && threadId != 0) {
      throw ApiException.badRequest("message thread not found");
    }
    if (!chat.allowsTheBot(right)) {
      throw ApiException.badRequest("not enough rights to send " + right.things() + " to the chat");
    }
    return new Target(place, replyToId);
  }

  FakeTelegramMessage toEdit(ApiCall call) {
    FakeChat chat = chat(call, "chat_id");
    requireMembership(chat);
    FakeTelegramMessage message =
        message(chat, call.number("message_id"), "message to edit not found");
    if (!message.isFromBot() || chat.successor().isPresent()) {
      throw ApiException.badRequest("message can't be edited");
    }
    return message;
  }

  FakeTelegramMessage toDelete(ApiCall call) {
    FakeChat chat = toWrite(call);
    FakeTelegramMessage message =
        message(chat, call.number("message_id"), "message to delete not found");
    boolean allowed =
        message.isFromBot()
            || chat.isPrivate()
            || chat.botStatus() == FakeChat.BotStatus.ADMINISTRATOR;
    if (!allowed) {
      throw ApiException.badRequest("message can't be deleted");
    }
    return message;
  }

  FakeTelegramMessage toReact(ApiCall call) {
    FakeChat chat = toWrite(call);
    return message(chat, call.number("message_id"), "message to react not found");
  }

  FakeTelegramMessage toCopy(ApiCall call) {
    FakeChat chat = chat(call, "from_chat_id");
    return message(chat, call.number("message_id"), "message to copy not found");
  }

  private FakeTopic topic(FakeChat chat, int threadId) {
    FakeTopic topic =
        chat.findTopic(threadId)
            .filter(it -> it.state() != FakeTopic.State.DELETED)
            .orElseThrow(() -> ApiException.badRequest("message thread not found"));
    if (topic.state() == FakeTopic.State.CLOSED
        && chat.botStatus() != FakeChat.BotStatus.ADMINISTRATOR) {
      throw ApiException.badRequest("TOPIC_CLOSED");
    }
    return topic;
  }

  private int replyToId(ApiCall call, FakeChat chat) {
    JsonNode parameters = call.json("reply_parameters");
    boolean modern = parameters.has("message_id");
    int id =
        modern ? parameters.path("message_id").asInt() : (int) call.number("reply_to_message_id");
    if (id == 0) {
      return 0;
    }
    boolean mayLack =
        modern
            ? parameters.path("allow_sending_without_reply").asBoolean()
            : call.flag("allow_sending_without_reply");
    if (chat.message(id).filter(it -> !it.isDeleted()).isPresent()) {
      return id;
    }
    if (mayLack) {
      return 0;
    }
    throw ApiException.badRequest("message to be replied not found");
  }

  private FakeChat chat(ApiCall call, String field) {
    if (!call.has(field)) {
      throw ApiException.badRequest(field + " is empty");
    }
    return world
        .chat(call.number(field))
        .filter(it -> !it.isGone())
        .orElseThrow(() -> ApiException.badRequest("chat not found"));
  }

  private static FakeTelegramMessage message(FakeChat chat, long id, String complaint) {
    return chat.message((int) id)
        .filter(it -> !it.isDeleted())
        .orElseThrow(() -> ApiException.badRequest(complaint));
  }

  private static void requireMembership(FakeChat chat) {
    String name = chat.kind() == FakeChat.Kind.GROUP ? "group" : "supergroup";
    switch (chat.botStatus()) {
      case KICKED ->
          throw ApiException.forbidden(
              chat.isPrivate()
                  ? "bot was blocked by the user"
                  : "bot was kicked from the " + name + " chat");
      case LEFT ->
          throw ApiException.forbidden(
              chat.isPrivate()
                  ? "bot can't initiate conversation with a user"
                  : "bot is not a member of the " + name + " chat");
      case MEMBER, ADMINISTRATOR, RESTRICTED -> {}
    }
  }
}
