package org.vitrail.bot.core.service;

import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.imagesafety.SafetyFormatter;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.jobview.Cards;

/** Finished pictures, for those who may see them and as far as a community wants them seen. */
public final class Gallery {
  private final PictureGate gate;
  private final SafetyFormatter words;
  private final Cards cards;

  Gallery(PictureGate gate, SafetyFormatter words, Cards cards) {
    this.gate = gate;
    this.words = words;
    this.cards = cards;
  }

  /**
   * The card of a job with pictures to show.
   *
   * @param community where they are to be shown, if it is not where they were asked for
   * @throws ImpossibleException when there are none, or not for this person or community
   */
  JobCard finished(Person who, String jobId, Optional<String> community)
      throws ImpossibleException {
    JobCard card =
        cards
            .findEnded(jobId)
            .filter(found -> found.isVisibleTo(who))
            .orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
    if (!card.isFinal()) {
      throw new ImpossibleException("job.unfinished", jobId);
    }
    if (!card.isDone()) {
      throw new ImpossibleException("job.no-pictures", jobId);
    }
    VisiblePictures visiblePictures =
        gate.visiblePictures(card, community.orElse(card.venue().community()));
    if (!visiblePictures.isKept()) {
      throw new ImpossibleException("notice.gone", jobId);
    }
    if (visiblePictures.isRefusedAltogether()) {
      throw new ImpossibleException(locale -> words.none(visiblePictures, locale));
    }
    return card;
  }

  /**
   * Sees to it that nothing is made of a picture that is kept back in the community.
   *
   * @throws ImpossibleException naming the concept
   */
  void requireShown(String jobId, int picture, String community) throws ImpossibleException {
    Optional<VisiblePictures> visiblePictures =
        cards.findEnded(jobId).map(card -> gate.visiblePictures(card, community));
    if (visiblePictures.isPresent() && visiblePictures.get().isRefused(picture)) {
      throw new ImpossibleException(
          locale -> words.refusal(visiblePictures.get(), jobId, picture, locale));
    }
  }

  /** A job's pictures as they may be seen where it was asked for. */
  public VisiblePictures visiblePictures(JobCard card) {
    return gate.visiblePictures(card);
  }

  /** A job's pictures as they may be seen in a community. */
  public VisiblePictures visiblePictures(JobCard card, String community) {
    return gate.visiblePictures(card, community);
  }

  /** Why not all of it is seen, in the person's language. */
  public List<String> notes(VisiblePictures visiblePictures, String locale) {
    return words.lines(visiblePictures, locale);
  }
}
