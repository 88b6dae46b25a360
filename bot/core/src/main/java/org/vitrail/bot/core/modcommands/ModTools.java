package org.vitrail.bot.core.modcommands;

import org.vitrail.bot.command.amount.TimedAmountReader;
import org.vitrail.bot.command.amount.Vocabulary;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.config.Messages;

/** What every command of a moderator is read, carried out and answered with. */
public record ModTools(
    CommunitySettingsStore book,
    Messages messages,
    DurationFormatter wording,
    RuleFormatter rules,
    TimedAmountReader amounts) {
  public static ModTools of(CommunitySettingsStore book, Messages messages, Vocabulary vocabulary) {
    DurationFormatter wording = new DurationFormatter(messages);
    return new ModTools(
        book,
        messages,
        wording,
        new RuleFormatter(messages, wording),
        new TimedAmountReader(vocabulary));
  }
}
