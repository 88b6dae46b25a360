package org.vitrail.bot.core.modcommands;

import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;

/** Writes acts into the book and says that it was done, and how to take it back. */
final class AuditedWriter {
  private final CommunitySettingsStore book;
  private final Messages messages;

  AuditedWriter(CommunitySettingsStore book, Messages messages) {
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

  String text(ModContext context, String key, Object... values) {
    return messages.text(context.locale(), key, values);
  }

  ImpossibleException impossible(ModContext context, String key, Object... values) {
    return new ImpossibleException(messages.text(context.locale(), key, values));
  }

  /** A word by which nobody is found; {@code key} says so of words that are no unique names. */
  ImpossibleException nobody(ModContext context, String key, String word) {
    return impossible(context, TargetReader.isHandle(word) ? "target.stranger" : key, word);
  }

  /** How the command is written. */
  ImpossibleException misused(ModContext context) {
    String command = context.command().name().key();
    return impossible(
        context,
        "mistake.usage",
        "/" + context.command().name().word(),
        messages.text(context.locale(), command + ".usage"));
  }
}
