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
import org.vitrail.config.Messages;

/** Finished pictures, for those who may see them and as far as a community wants them seen. */
public final class Gallery {
  private final PictureGate gate;
  private final SafetyFormatter words;
  private final Cards cards;
  private final Messages messages;

  Gallery(PictureGate gate, SafetyFormatter words, Cards cards, Messages messages) {
    this.gate = gate;
    this.words = words;
    this.cards = cards;
    this.messages = messages;
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
            .orElseThrow(() -> impossible(who, "job.unknown", jobId));
    if (!card.isFinal()) {
      throw impossible(who, "job.unfinished", jobId);
    }
    if (!card.isDone()) {
      throw impossible(who, "job.no-pictures", jobId);
    }
    VisiblePictures visiblePictures =
        gate.visiblePictures(card, community.orElse(card.venue().community()));
    if (!visiblePictures.isKept()) {
      throw impossible(who, "notice.gone", jobId);
    }
    if (visiblePictures.isRefusedAltogether()) {
      throw new ImpossibleException(words.none(visiblePictures, who.locale()));
    }
    return card;
  }

  /**
   * Sees to it that nothing is made of a picture that is kept back in the community.
   *
   * @throws ImpossibleException naming the concept
   */
  void requireShown(Person who, String jobId, int picture, String community)
      throws ImpossibleException {
    Optional<VisiblePictures> visiblePictures =
        cards.findEnded(jobId).map(card -> gate.visiblePictures(card, community));
    if (visiblePictures.isPresent() && visiblePictures.get().isRefused(picture)) {
      throw new ImpossibleException(
          words.refusal(visiblePictures.get(), jobId, picture, who.locale()));
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

  private ImpossibleException impossible(Person who, String key, String jobId) {
    return new ImpossibleException(messages.text(who.locale(), key, jobId));
  }
}
