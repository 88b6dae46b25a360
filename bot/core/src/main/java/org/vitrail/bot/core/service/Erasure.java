package org.vitrail.bot.core.service;

import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.jobview.Removals;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;

/**
 * Erases what a person asked for: pictures, words, and the messages that show them. Counts stay, or
 * forgetting would grant pictures.
 */
final class Erasure {
  private final RecentJobs recent;
  private final Removals removals;
  private final Ledger ledger;
  private final Cards cards;
  private final ImageStore images;
  private final JobQueue queue;
  private final Outbox outbox;

  Erasure(
      RecentJobs recent,
      Removals removals,
      Ledger ledger,
      Cards cards,
      ImageStore images,
      JobQueue queue,
      Outbox outbox) {
    this.recent = recent;
    this.removals = removals;
    this.ledger = ledger;
    this.cards = cards;
    this.images = images;
    this.queue = queue;
    this.outbox = outbox;
  }

  /** Deletes a job's pictures and the message that shows them; its words are kept a while. */
  void delete(JobCard card) {
    deletePictures(card);
    remove(card.who(), card.id());
    outbox.wantRemoved(card.who().platform(), card.id());
  }

  /**
   * @return how many jobs it was
   */
  int forgetAll(Person who) {
    int jobs = 0;
    for (String id : recent.of(who, RecentJobs.MOST)) {
      jobs += forget(who, id) ? 1 : 0;
    }
    return jobs;
  }

  /**
   * The list says last that the job is gone: what was not erased until then is found by asking
   * again. A job that is only on its way into the queue stays on it, or nobody could ever erase it.
   */
  private boolean forget(Person who, String jobId) {
    // Asked for before the queue is: a job has an open entry until it was in the queue.
    boolean isExpected = ledger.find(jobId).isPresent();
    cards.reread(jobId).ifPresent(this::deletePictures);
    if (!queue.forget(jobId) && isExpected) {
      return false;
    }
    outbox.wantRemoved(who.platform(), jobId);
    remove(who, jobId);
    return true;
  }

  private void deletePictures(JobCard card) {
    images.deletePictures(card.id(), card.request().imageCount());
    images.deleteSent(card.id());
  }

  /** Takes a job off its person's list. */
  private void remove(Person who, String jobId) {
    recent.remove(who, jobId);
    removals.tell(who.key());
  }
}
