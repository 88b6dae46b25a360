package org.vitrail.bot.core.studio;

import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;

/** Finished pictures, for those who may see them, and their end by those whose they are. */
public final class Gallery {
  private final ImageStore images;
  private final Cards cards;
  private final RecentJobs recent;
  private final Messages messages;

  Gallery(ImageStore images, Cards cards, RecentJobs recent, Messages messages) {
    this.images = images;
    this.cards = cards;
    this.recent = recent;
    this.messages = messages;
  }

  /**
   * The card of a job with pictures to show.
   *
   * @throws ImpossibleException when there are none, or not for this person
   */
  JobCard finished(Person who, String jobId) throws ImpossibleException {
    JobCard card =
        cards
            .find(jobId)
            .filter(found -> found.isVisibleTo(who))
            .orElseThrow(() -> impossible(who, "job.unknown", jobId));
    if (!card.isFinal()) {
      throw impossible(who, "job.unfinished", jobId);
    }
    if (!card.state().equals("done")) {
      throw impossible(who, "job.no-pictures", jobId);
    }
    if (images.get(jobId, "grid.png").isEmpty()) {
      throw impossible(who, "notice.gone", jobId);
    }
    return card;
  }

  /** One of a job's pictures as a PNG file, 0 for all in a grid; empty when it is not kept. */
  public Optional<byte[]> picture(String jobId, int number) {
    return images.get(jobId, number == 0 ? "grid.png" : number + ".png");
  }

  /** Deletes a job's pictures for good, if it is the person's own. */
  public boolean delete(Person who, JobCard card) {
    if (!card.who().key().equals(who.key())) {
      return false;
    }
    erase(card);
    return true;
  }

  /** Deletes a job's pictures for good, whosever it is. */
  void erase(JobCard card) {
    images.delete(card.id(), "grid.png");
    images.delete(card.id(), "preview.png");
    images.delete(card.id(), ImageStore.INIT_IMAGE);
    for (int number = 1; number <= card.imageCount(); number++) {
      images.delete(card.id(), number + ".png");
    }
    recent.remove(card.who(), card.id());
  }

  private ImpossibleException impossible(Person who, String key, String jobId) {
    return new ImpossibleException(messages.text(who.locale(), key, jobId));
  }
}
