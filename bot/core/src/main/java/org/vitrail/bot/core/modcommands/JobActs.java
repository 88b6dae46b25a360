package org.vitrail.bot.core.modcommands;

import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.LedgerEntry;
import org.vitrail.bot.core.reports.Reports;
import org.vitrail.bot.quota.Rule;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;

/** {@code /queue clear} and {@code /delete}: jobs of others, withdrawn or taken away. */
public final class JobActs {
  private final Ledger ledger;
  private final JobQueue queue;
  private final Reports reports;

  public JobActs(Ledger ledger, JobQueue queue, Reports reports) {
    this.ledger = ledger;
    this.queue = queue;
    this.reports = reports;
  }

  public String clearQueue(ModContext context) throws ImpossibleException {
    if (!context.action().equals("clear") || context.word(1).isPresent()) {
      throw context.misused();
    }
    int withdrawn = 0;
    for (LedgerEntry entry : ledger.open()) {
      boolean isHere =
          context.community().equals(Rule.HOUSE) || entry.community().equals(context.community());
      if (isHere && isWaiting(entry.jobId()) && queue.cancel(entry.jobId())) {
        withdrawn++;
      }
    }
    if (withdrawn == 0) {
      throw new ImpossibleException("queue.nothing-to-clear");
    }
    return context.write(context.act("/queue clear", ""), context.text("queue.cleared", withdrawn));
  }

  /** A job's pictures were deleted by a moderator. */
  String deleted(ModContext context, JobCard card) {
    reports.close(card.venue().community(), card.id());
    return context.write(context.act("/delete", card.id()), context.text("delete.done", card.id()));
  }

  private boolean isWaiting(String jobId) {
    return queue
        .status(jobId)
        .filter(status -> status.state() == JobStatus.State.WAITING)
        .isPresent();
  }
}
