package org.vitrail.bot.core.service;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.bot.core.people.Names;
import org.vitrail.config.Messages;

/**
 * {@code /mydata} and {@code /forget}: what is kept about a person, and its end; {@code /link}: one
 * account for what somebody is on several platforms. What moderators decided about a person stays.
 */
final class PersonHandler {
  private final PersonalData data;
  private final Erasure erasure;
  private final Optional<RequestJournal> journal;
  private final Names names;
  private final Accounts accounts;
  private final Messages messages;
  private final Clock clock;

  PersonHandler(
      PersonalData data,
      Erasure erasure,
      Optional<RequestJournal> journal,
      Names names,
      Accounts accounts,
      Messages messages,
      Clock clock) {
    this.data = data;
    this.erasure = erasure;
    this.journal = journal;
    this.names = names;
    this.accounts = accounts;
    this.messages = messages;
    this.clock = clock;
  }

  void addTo(CommandHandlers handlers) {
    handlers
        .ask(CommandSpec.LINK, (ask, request) -> request.said(link(request.who(), ask.word())))
        .ask(CommandSpec.MYDATA, (ask, request) -> myData(request.who()))
        .ask(
            CommandSpec.FORGET,
            (ask, request) ->
                request.said(
                    forget(request.who(), ask.word().equals(Optional.of(Ask.CONFIRMATION)))));
  }

  /** All that is kept about the person, as a JSON file. */
  private Reply.File myData(Person who) {
    String day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    return new Reply.File(
        "vitrail-" + who.platform() + "-" + day + ".json", data.json(who), data.kept(who.locale()));
  }

  /** What would be erased and what stays, or that it is done. */
  private String forget(Person who, boolean isConfirmed) {
    String locale = who.locale();
    if (!isConfirmed) {
      return messages.text(locale, "forget.ask");
    }
    int kept = journal.map(it -> it.forget(who, clock.instant())).orElse(0);
    int jobs = kept + erasure.forgetAll(who);
    names.forget(who.key());
    List<String> others = data.others(who);
    String done = messages.text(locale, "forget.done", jobs);
    return others.isEmpty()
        ? done
        : messages.text(
            locale,
            "text.sentences",
            done,
            messages.text(locale, "forget.others", String.join(", ", others)));
  }

  /**
   * @throws ImpossibleException when the code is not good, or there is nothing to leave
   */
  private String link(Person who, Optional<String> code) throws ImpossibleException {
    String locale = who.locale();
    if (code.isEmpty()) {
      String lives = new DurationFormatter(messages).duration(locale, Accounts.CODE_LIVES);
      return messages.text(locale, "link.code", accounts.newCode(who.key()), lives);
    }
    if (code.get().equalsIgnoreCase(Ask.OFF)) {
      if (!accounts.leave(who.key())) {
        throw new ImpossibleException("link.nothing-to-leave");
      }
      return messages.text(locale, "link.left");
    }
    if (!accounts.join(who.key(), code.get())) {
      throw new ImpossibleException("link.wrong-code", code.get());
    }
    return messages.text(locale, "link.joined");
  }
}
