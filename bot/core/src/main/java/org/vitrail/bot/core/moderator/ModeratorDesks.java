package org.vitrail.bot.core.moderator;

import java.time.Clock;
import java.time.ZoneId;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.PlaceFilters;
import org.vitrail.bot.core.admission.RuleWords;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.place.AuditLog;
import org.vitrail.bot.core.place.Names;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.Reports;
import org.vitrail.bot.core.safety.PictureGate;
import org.vitrail.bot.core.wording.Wording;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.JobQueue;

/**
 * The parts of a {@link ModeratorDesk}, and their wiring.
 *
 * @param zone in which days begin, and times are meant where a place chose no other
 */
public record ModeratorDesks(
    PlaceBook book,
    AuditLog log,
    Reports reports,
    Names names,
    Admission admission,
    Ledger ledger,
    Accounts accounts,
    PlaceFilters filters,
    Cards cards,
    PictureGate gate,
    JobQueue queue,
    ModelMenu models,
    StyleCatalogue styles,
    Messages messages,
    ZoneId zone,
    Clock clock) {

  /** What is going on, for whoever runs the house. */
  public Oversight oversight() {
    return new Oversight(book, log, names, reports, ledger, cards, gate, messages, zone, clock);
  }

  public ModeratorDesk open() {
    Vocabulary vocabulary = new Vocabulary(messages);
    TermReader terms = new TermReader(vocabulary);
    TargetReader targets = new TargetReader(accounts, names, cards, vocabulary);
    Wording wording = new Wording(messages);
    RuleWords words = new RuleWords(messages, wording);
    Scribe scribe = new Scribe(book, messages);
    return new ModeratorDesk(
        book,
        names,
        targets,
        new QuotaActs(admission, ledger, book, new Calendar(zone), targets, terms, words, scribe),
        new AccessActs(accounts, targets, terms, wording, scribe),
        new ModeActs(book, models, styles, messages, terms, wording, scribe),
        new AuditActs(
            book, log, names, targets, terms, wording, new ChangeWords(words, wording), scribe),
        new JobActs(ledger, queue, scribe),
        new BlocklistActs(book, filters, messages, scribe),
        new ReportActs(reports, cards, names, wording, scribe),
        reports,
        messages,
        zone,
        clock);
  }
}
