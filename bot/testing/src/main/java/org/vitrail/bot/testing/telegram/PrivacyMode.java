package org.vitrail.bot.testing.telegram;

import java.util.Locale;

/** Decides which messages of a group a bot in privacy mode gets to see. */
final class PrivacyMode {
  private PrivacyMode() {}

  static boolean shows(FakeTelegramMessage message, World world) {
    FakeChat chat = message.chat();
    return switch (chat.botStatus()) {
      case LEFT, KICKED -> false;
      case ADMINISTRATOR -> true;
      case MEMBER, RESTRICTED ->
          chat.isPrivate()
              || !world.privacyMode
              || answersTheBot(message)
              || message.entities().stream().anyMatch(it -> names(message, it, world));
    };
  }

  private static boolean answersTheBot(FakeTelegramMessage message) {
    return message
        .chat()
        .message(message.replyToId())
        .filter(FakeTelegramMessage::isFromBot)
        .isPresent();
  }

  private static boolean names(FakeTelegramMessage message, Entity entity, World world) {
    String text = message.text().substring(entity.offset(), entity.offset() + entity.length());
    boolean named =
        text.toLowerCase(Locale.ROOT).endsWith("@" + world.botUserName.toLowerCase(Locale.ROOT));
    return switch (entity.type()) {
      case "bot_command" -> named || !text.contains("@");
      case "mention" -> named;
      default -> false;
    };
  }
}
