package org.vitrail.bot.telegram;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.telegram.telegrambots.meta.api.objects.message.MaybeInaccessibleMessage;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.vitrail.bot.core.Person;

/**
 * Where a job's message belongs, as it is kept in the outbox.
 *
 * @param thread a forum's topic
 * @param replyTo the message that asked
 */
record TelegramReplyTarget(
    long chat, boolean isGroup, Optional<Integer> thread, Optional<Integer> replyTo) {
  Map<String, String> address() {
    Map<String, String> fields = new HashMap<>();
    fields.put("chat", Long.toString(chat));
    fields.put("group", Boolean.toString(isGroup));
    thread.ifPresent(id -> fields.put("thread", id.toString()));
    replyTo.ifPresent(id -> fields.put("replyTo", id.toString()));
    return fields;
  }

  /** What a part of a group is called: its topic. */
  String channel() {
    return thread.map(id -> chat + "/" + id).orElseGet(() -> Long.toString(chat));
  }

  /** Where a message stands, to be answered there. */
  static TelegramReplyTarget of(MaybeInaccessibleMessage message) {
    // The ids of groups are negative; an inaccessible message tells no more of its chat.
    return new TelegramReplyTarget(
        message.getChatId(),
        message.getChatId() < 0,
        message instanceof Message whole && Boolean.TRUE.equals(whole.getIsTopicMessage())
            ? Optional.ofNullable(whole.getMessageThreadId())
            : Optional.empty(),
        Optional.of(message.getMessageId()));
  }

  /** A person's chat with the bot, whose id is the person's. */
  static TelegramReplyTarget alone(Person who) {
    return new TelegramReplyTarget(
        Long.parseLong(who.id()), false, Optional.empty(), Optional.empty());
  }

  /**
   * Where nobody but a person sees what is said to them here. Who writes in the name of a group or
   * channel has no such place.
   */
  TelegramReplyTarget aloneWith(Person who) {
    return isGroup && !who.id().startsWith("-") ? alone(who) : this;
  }

  static TelegramReplyTarget of(Map<String, String> address) {
    return new TelegramReplyTarget(
        Long.parseLong(address.get("chat")),
        Boolean.parseBoolean(address.get("group")),
        Optional.ofNullable(address.get("thread"))
            .filter(it -> !it.isEmpty())
            .map(Integer::valueOf),
        Optional.ofNullable(address.get("replyTo"))
            .filter(it -> !it.isEmpty())
            .map(Integer::valueOf));
  }

  /** The same in the supergroup that a group became. */
  TelegramReplyTarget movedTo(long supergroup) {
    return new TelegramReplyTarget(supergroup, true, thread, Optional.empty());
  }

  /** The same in the group's general topic. */
  TelegramReplyTarget withoutThread() {
    return new TelegramReplyTarget(chat, isGroup, Optional.empty(), Optional.empty());
  }
}
