package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.modcommands.ModCommandHandler;
import org.vitrail.bot.core.modcommands.Moderators;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobQueue;

/**
 * Deletes pictures, and the message that shows them, for those who asked for them and for the
 * moderators of the community where they did.
 */
final class Deletion {
  private final Cards cards;
  private final JobQueue queue;
  private final Erasure erasure;
  private final Moderators moderators;
  private final ModCommandHandler modCommands;
  private final Messages messages;

  Deletion(
      Cards cards,
      JobQueue queue,
      Erasure erasure,
      Moderators moderators,
      ModCommandHandler modCommands,
      Messages messages) {
    this.cards = cards;
    this.queue = queue;
    this.erasure = erasure;
    this.moderators = moderators;
    this.modCommands = modCommands;
    this.messages = messages;
  }

  /**
   * @throws ImpossibleException when there is no such job, or the person may not delete it
   */
  Reply delete(Person who, String jobId, Optional<Origin> origin, Audience audience)
      throws ImpossibleException {
    JobCard card =
        cards.find(jobId).orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
    boolean isOwn = card.who().key().equals(who.key());
    if (!isOwn && !origin.map(from -> moderators.mayDecideAbout(from, card)).orElse(false)) {
      throw new ImpossibleException("delete.not-yours", jobId);
    }
    if (!card.isFinal()) {
      queue.cancel(jobId);
    }
    erasure.delete(card);
    String text =
        isOwn
            ? messages.text(who.locale(), "delete.done", jobId)
            : modCommands.noteDeletion(who, origin.orElseThrow(), card);
    return new Reply.Deleted(card, text, isOwn, audience);
  }
}
