package org.vitrail.bot.telegram;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.telegram.telegrambots.meta.api.methods.commands.SetMyCommands;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;
import org.telegram.telegrambots.meta.api.objects.commands.scope.BotCommandScope;
import org.telegram.telegrambots.meta.api.objects.commands.scope.BotCommandScopeAllChatAdministrators;
import org.telegram.telegrambots.meta.api.objects.commands.scope.BotCommandScopeDefault;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.config.Messages;

/**
 * The lists of commands below the field where people type, in each language. Administrators of
 * groups are shown what moderators do as well.
 */
final class TelegramCommandMenu {
  private static final String STANDARD = "en";

  private final Messages messages;

  TelegramCommandMenu(Messages messages) {
    this.messages = messages;
  }

  void publish(TelegramApi api) throws TelegramApiException {
    for (String language : messages.languages()) {
      api.call(list(language, new BotCommandScopeDefault(), name -> !name.isForModerators()));
      api.call(list(language, new BotCommandScopeAllChatAdministrators(), name -> true));
    }
  }

  private SetMyCommands list(
      String language, BotCommandScope scope, Predicate<CommandSpec> isListed) {
    List<BotCommand> commands =
        Arrays.stream(CommandSpec.values())
            .filter(isListed)
            .map(
                name -> new BotCommand(name.word(), messages.text(language, name.key() + ".about")))
            .toList();
    return SetMyCommands.builder()
        .scope(scope)
        .commands(commands)
        .languageCode(language.equals(STANDARD) ? null : language)
        .build();
  }
}
