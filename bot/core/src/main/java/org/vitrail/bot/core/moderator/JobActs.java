package org.vitrail.bot.core.moderator;

import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.LedgerEntry;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;

/** {@code /queue clear} and {@code /delete}: jobs of others, withdrawn or taken away. */
final class JobActs {
  private final Ledger ledger;
  private final JobQueue queue;
  private final Scribe scribe;

  JobActs(Ledger ledger, JobQueue queue, Scribe scribe) {
    this.ledger = ledger;
    this.queue = queue;
    this.scribe = scribe;
  }

  String clearQueue(Chair chair) throws ImpossibleException {
    if (!chair.action().equals("clear") || chair.word(1).isPresent()) {
      throw scribe.misused(chair);
    }
    int withdrawn = 0;
    for (LedgerEntry entry : ledger.open()) {
      boolean isHere = chair.place().equals(Rule.HOUSE) || entry.place().equals(chair.place());
      if (isHere && isWaiting(entry.jobId()) && queue.cancel(entry.jobId())) {
        withdrawn++;
      }
    }
    if (withdrawn == 0) {
      throw scribe.impossible(chair, "queue.nothing-to-clear");
    }
    return scribe.write(
        chair.act("/queue clear", ""),
        scribe.text(chair, "queue.cleared", withdrawn),
        chair.locale());
  }

  /** A job's pictures were deleted by a moderator. */
  String deleted(Chair chair, JobCard card) {
    return scribe.write(
        chair.act("/delete", card.id()),
        scribe.text(chair, "delete.done", card.id()),
        chair.locale());
  }

  private boolean isWaiting(String jobId) {
    return queue
        .status(jobId)
        .filter(status -> status.state() == JobStatus.State.WAITING)
        .isPresent();
  }
}
