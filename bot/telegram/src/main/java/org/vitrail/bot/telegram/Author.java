package org.vitrail.bot.telegram;

import java.util.Objects;
import java.util.Optional;
import org.telegram.telegrambots.meta.api.objects.User;
import org.telegram.telegrambots.meta.api.objects.chat.Chat;
import org.telegram.telegrambots.meta.api.objects.message.Message;

/**
 * In whose name a message was written: a person's, or that of a group or channel. The latter two
 * have one account for all who write so, and nobody can be asked alone.
 *
 * @param id of the person or, below 0, the chat
 * @param handle the unique name without its @; empty where there is none
 * @param language that the person's app speaks; empty where it is not told
 * @param isGroupItself whether it is an administrator who writes in the name of this very group
 */
record Author(long id, String name, String handle, String language, boolean isGroupItself) {
  static Author of(Message message) {
    Chat chat = message.getSenderChat();
    return chat == null
        ? of(message.getFrom())
        : new Author(
            chat.getId(),
            Objects.requireNonNullElse(chat.getTitle(), ""),
            "",
            "",
            chat.getId().equals(message.getChatId()));
  }

  static Author of(User user) {
    return new Author(
        user.getId(),
        user.getFirstName(),
        Objects.requireNonNullElse(user.getUserName(), ""),
        Objects.requireNonNullElse(user.getLanguageCode(), ""),
        false);
  }

  /** Whose message another one answers; empty where that is nobody who could be meant by it. */
  static Optional<Author> answeredBy(Message message) {
    Message answered = message.getReplyToMessage();
    // What stands in a topic looks like an answer to whoever opened the topic.
    if (answered == null || answered.getForumTopicCreated() != null) {
      return Optional.empty();
    }
    boolean isFromBot =
        answered.getFrom() == null || Boolean.TRUE.equals(answered.getFrom().getIsBot());
    return isFromBot && answered.getSenderChat() == null
        ? Optional.empty()
        : Optional.of(of(answered));
  }

  /** Whether it is no person. */
  boolean isChat() {
    return id < 0;
  }

  /** As moderators' commands name people. */
  String word() {
    return TelegramMessenger.PLATFORM + ":" + id;
  }
}
