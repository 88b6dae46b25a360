package org.vitrail.bot.core.service;

import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.reports.Reports;
import org.vitrail.config.Messages;

/** {@code /report} and its button: tells moderators of pictures that should not be there. */
final class Reporting {
  private final Cards cards;
  private final Reports reports;
  private final Messages messages;

  Reporting(Cards cards, Reports reports, Messages messages) {
    this.cards = cards;
    this.reports = reports;
    this.messages = messages;
  }

  /**
   * @throws ImpossibleException when there is nothing to report, or the person reported enough
   */
  String report(Person who, String jobId) throws ImpossibleException {
    JobCard card =
        cards
            .find(jobId)
            .filter(found -> found.isVisibleTo(who))
            .orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
    if (card.who().key().equals(who.key())) {
      throw new ImpossibleException("report.own", jobId);
    }
    return switch (reports.add(card.venue().community(), jobId, who.key())) {
      case TAKEN -> messages.text(who.locale(), "report.taken", jobId);
      case TAKEN_BEFORE -> throw new ImpossibleException("report.before", jobId);
      case TOO_MANY -> throw new ImpossibleException("report.too-many", Reports.MAX_A_DAY);
    };
  }
}
