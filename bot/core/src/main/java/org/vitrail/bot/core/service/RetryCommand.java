package org.vitrail.bot.core.service;

import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.modcommands.Moderators;
import org.vitrail.bot.core.queue.JobRetry;

/**
 * Brings failed jobs back, for whoever asked for them and for moderators of the place. Who retries
 * a job asks for it: it counts for them, as what failed counted for nobody.
 */
final class RetryCommand {
  private final SubmitHandler submitHandler;
  private final JobRetry retry;
  private final Cards cards;
  private final Moderators moderators;

  RetryCommand(SubmitHandler submitHandler, JobRetry retry, Cards cards, Moderators moderators) {
    this.submitHandler = submitHandler;
    this.retry = retry;
    this.cards = cards;
    this.moderators = moderators;
  }

  void addTo(CommandHandlers handlers) {
    handlers.onJob(CommandSpec.RETRY, this::retry);
  }

  private Reply retry(OnJob command, CommandRequest request) throws ImpossibleException {
    String jobId = command.jobId();
    JobCard card =
        cards
            .find(jobId)
            .filter(it -> it.isVisibleTo(request.who()))
            .orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
    boolean isOwn = card.who().key().equals(request.who().key());
    if (!isOwn
        && request.origin().filter(from -> moderators.mayDecideAbout(from, card)).isEmpty()) {
      throw new ImpossibleException("job.retry-not-yours", jobId);
    }
    return submitHandler.submit(request, asker -> retry.of(asker, jobId));
  }
}
