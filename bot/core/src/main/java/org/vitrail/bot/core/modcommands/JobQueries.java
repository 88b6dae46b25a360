package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.core.reports.Reports;
import org.vitrail.bot.quota.Rule;

/** Which jobs are open or reported, for whoever runs the instance. */
public final class JobQueries {
  private final Ledger ledger;
  private final Cards cards;
  private final Reports reports;
  private final Names names;
  private final PictureGate gate;

  public JobQueries(Ledger ledger, Cards cards, Reports reports, Names names, PictureGate gate) {
    this.ledger = ledger;
    this.cards = cards;
    this.reports = reports;
    this.names = names;
    this.gate = gate;
  }

  /**
   * A job that was reported.
   *
   * @param name of whoever asked for it
   */
  public record ReportedJob(JobCard job, String name, long reporters, Instant since) {}

  /** What waits or runs, in a community or everywhere. */
  public List<JobCard> open(String community) {
    return ledger.open().stream()
        .filter(entry -> community.equals(Rule.HOUSE) || community.equals(entry.community()))
        .flatMap(entry -> cards.find(entry.jobId()).stream())
        .toList();
  }

  /** What people reported in a community, or anywhere. */
  public List<ReportedJob> reported(String community) {
    return reports.open(community).stream()
        .flatMap(
            report ->
                cards.find(report.jobId()).stream()
                    .map(
                        job ->
                            new ReportedJob(
                                job,
                                names.of(job.who().key()),
                                report.reporters(),
                                report.since())))
        .toList();
  }

  /**
   * What a reported job shows, as one PNG and uncovered, so that it can be judged; empty when it is
   * not reported or has no pictures.
   */
  public Optional<byte[]> reportedPictures(String jobId) {
    return cards
        .find(jobId)
        .filter(card -> reports.isOpen(card.venue().community(), jobId))
        .flatMap(gate::unjudged);
  }
}
