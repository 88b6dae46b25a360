package org.vitrail.bot.core.modcommands;

import java.time.Clock;
import java.time.ZoneId;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.CommunityFilters;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.community.Names;
import org.vitrail.bot.core.community.Reports;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.JobQueue;

/**
 * The parts of a {@link ModCommandHandler}, and their wiring.
 *
 * @param zone in which days begin, and times are meant where a community chose no other
 */
public record ModWiring(
    CommunitySettingsStore book,
    AuditLog log,
    Reports reports,
    Names names,
    Admission admission,
    Ledger ledger,
    Accounts accounts,
    CommunityFilters filters,
    Cards cards,
    PictureGate gate,
    JobQueue queue,
    ModelMenu models,
    StyleCatalogue styles,
    Messages messages,
    ZoneId zone,
    Clock clock) {

  /** What is going on, for whoever runs the instance. */
  public ModerationQueries moderationQueries() {
    return new ModerationQueries(
        book, log, names, reports, ledger, cards, gate, messages, zone, clock);
  }

  public ModCommandHandler open() {
    Vocabulary vocabulary = new Vocabulary(messages);
    TimedAmountReader terms = new TimedAmountReader(vocabulary);
    TargetReader targets = new TargetReader(accounts, names, cards, vocabulary);
    DurationFormatter wording = new DurationFormatter(messages);
    RuleFormatter words = new RuleFormatter(messages, wording);
    AuditedWriter auditedWriter = new AuditedWriter(book, messages);
    return new ModCommandHandler(
        book,
        names,
        targets,
        new QuotaActs(
            admission, ledger, book, new Calendar(zone), targets, terms, words, auditedWriter),
        new AccessActs(accounts, targets, terms, wording, auditedWriter),
        new ModeActs(book, models, styles, messages, terms, wording, auditedWriter),
        new AuditActs(
            book,
            log,
            names,
            targets,
            terms,
            wording,
            new ChangeFormatter(words, wording),
            auditedWriter),
        new JobActs(ledger, queue, auditedWriter),
        new BlocklistActs(book, filters, messages, auditedWriter),
        new ReportActs(reports, cards, names, wording, auditedWriter),
        reports,
        messages,
        zone,
        clock);
  }
}
