package org.vitrail.bot.telegram;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a job's message belongs, as it is kept in the outbox.
 *
 * @param thread a forum's topic
 * @param replyTo the message that asked
 */
record Place(long chat, boolean isGroup, Optional<Integer> thread, Optional<Integer> replyTo) {
  Map<String, String> address() {
    Map<String, String> fields = new HashMap<>();
    fields.put("chat", Long.toString(chat));
    fields.put("group", Boolean.toString(isGroup));
    thread.ifPresent(id -> fields.put("thread", id.toString()));
    replyTo.ifPresent(id -> fields.put("replyTo", id.toString()));
    return fields;
  }

  static Place of(Map<String, String> address) {
    return new Place(
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
  Place movedTo(long supergroup) {
    return new Place(supergroup, true, thread, Optional.empty());
  }

  /** The same in the group's general topic. */
  Place withoutThread() {
    return new Place(chat, isGroup, Optional.empty(), replyTo);
  }
}
