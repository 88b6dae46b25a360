package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.command.Command.Ask;
import org.vitrail.bot.core.command.CommandSpec;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.config.Messages;

/** {@code /link}: one account for what somebody is on several platforms. */
final class Linking {
  private final Accounts accounts;
  private final Messages messages;
  private final DurationFormatter wording;

  Linking(Accounts accounts, Messages messages) {
    this.accounts = accounts;
    this.messages = messages;
    this.wording = new DurationFormatter(messages);
  }

  void addTo(CommandHandlers handlers) {
    handlers.ask(CommandSpec.LINK, (ask, request) -> request.said(link(request.who(), ask.word())));
  }

  /**
   * @throws ImpossibleException when the code is not good, or there is nothing to leave
   */
  private String link(Person who, Optional<String> code) throws ImpossibleException {
    String locale = who.locale();
    if (code.isEmpty()) {
      String lives = wording.duration(locale, Accounts.CODE_LIVES);
      return messages.text(locale, "link.code", accounts.newCode(who.key()), lives);
    }
    if (code.get().equalsIgnoreCase(Ask.OFF)) {
      if (!accounts.leave(who.key())) {
        throw new ImpossibleException(messages.text(locale, "link.nothing-to-leave"));
      }
      return messages.text(locale, "link.left");
    }
    if (!accounts.join(who.key(), code.get())) {
      throw new ImpossibleException(messages.text(locale, "link.wrong-code", code.get()));
    }
    return messages.text(locale, "link.joined");
  }
}
