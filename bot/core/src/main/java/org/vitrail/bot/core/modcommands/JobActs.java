package org.vitrail.bot.core.modcommands;

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
  private final AuditedWriter auditedWriter;

  JobActs(Ledger ledger, JobQueue queue, AuditedWriter auditedWriter) {
    this.ledger = ledger;
    this.queue = queue;
    this.auditedWriter = auditedWriter;
  }

  String clearQueue(ModContext context) throws ImpossibleException {
    if (!context.action().equals("clear") || context.word(1).isPresent()) {
      throw auditedWriter.misused(context);
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
      throw auditedWriter.impossible(context, "queue.nothing-to-clear");
    }
    return auditedWriter.write(
        context.act("/queue clear", ""),
        auditedWriter.text(context, "queue.cleared", withdrawn),
        context.locale());
  }

  /** A job's pictures were deleted by a moderator. */
  String deleted(ModContext context, JobCard card) {
    return auditedWriter.write(
        context.act("/delete", card.id()),
        auditedWriter.text(context, "delete.done", card.id()),
        context.locale());
  }

  private boolean isWaiting(String jobId) {
    return queue
        .status(jobId)
        .filter(status -> status.state() == JobStatus.State.WAITING)
        .isPresent();
  }
}
