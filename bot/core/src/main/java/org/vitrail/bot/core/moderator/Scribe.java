package org.vitrail.bot.core.moderator;

import org.vitrail.bot.core.place.Act;
import org.vitrail.bot.core.place.AuditEntry;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;

/** Writes acts into the book and says that it was done, and how to take it back. */
final class Scribe {
  private final PlaceBook book;
  private final Messages messages;

  Scribe(PlaceBook book, Messages messages) {
    this.book = book;
    this.messages = messages;
  }

  /**
   * Does it.
   *
   * @param sentence what holds from then on
   */
  String write(Act act, String sentence, String locale) {
    AuditEntry entry = book.apply(act);
    String number = Long.toString(entry.number());
    return entry.changes().isEmpty()
        ? messages.text(locale, "act.done-for-good", sentence, number)
        : messages.text(locale, "act.done", sentence, number);
  }

  String text(Chair chair, String key, Object... values) {
    return messages.text(chair.locale(), key, values);
  }

  ImpossibleException impossible(Chair chair, String key, Object... values) {
    return new ImpossibleException(messages.text(chair.locale(), key, values));
  }

  /** A word by which nobody is found; {@code key} says so of words that are no unique names. */
  ImpossibleException nobody(Chair chair, String key, String word) {
    return impossible(chair, TargetReader.isHandle(word) ? "target.stranger" : key, word);
  }

  /** How the command is written. */
  ImpossibleException misused(Chair chair) {
    String command = chair.command().name().key();
    return impossible(
        chair,
        "mistake.usage",
        "/" + chair.command().name().word(),
        messages.text(chair.locale(), command + ".usage"));
  }
}
