package org.vitrail.bot.core.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.jobview.Cards;

/** Decides what a job's message should show now; sends nothing. */
final class NextMessage {
  /** Between entry and job lie milliseconds; a job this late never comes. */
  private static final Duration LOST_AFTER = Duration.ofSeconds(30);

  private final Messenger messenger;
  private final Cards cards;
  private final JobMessageMaker jobMessages;
  private final TimeSource time;

  NextMessage(Messenger messenger, Cards cards, JobMessageMaker jobMessages, TimeSource time) {
    this.messenger = messenger;
    this.cards = cards;
    this.jobMessages = jobMessages;
    this.time = time;
  }

  /** Empty while there is nothing new to show. */
  Optional<JobMessage> of(JobMessageState state) {
    Optional<String> words = state.entry().words();
    if (words.isPresent()) {
      return words.map(it -> JobMessage.lastWord(state.jobId(), state.entry().locale(), "", it));
    }
    JobCard card = state.card();
    if (card == null) {
      card = cards.find(state.jobId()).orElse(null);
      state.card(card);
    }
    if (card == null) {
      Instant lost = state.entry().openedAt().plus(LOST_AFTER);
      return time.instant().isBefore(lost)
          ? Optional.empty()
          : Optional.of(jobMessages.lost(state.entry()));
    }
    if (state.isInWordsAlone()) {
      return card.isFinal() ? Optional.of(jobMessages.unshown(card)) : Optional.empty();
    }
    JobMessage jobMessage = jobMessages.of(card, state.shownPreview(), messenger.extraButtons());
    if (state.shrinks() > 0) {
      jobMessage = smaller(jobMessage, state.shrinks());
    }
    boolean isNew = jobMessage.picture().isPresent() || !jobMessage.equals(state.shown());
    boolean sameWords =
        state.shown() != null
            && jobMessage.picture().isEmpty()
            && jobMessage.equals(state.shown().withoutPicture());
    return isNew && !sameWords ? Optional.of(jobMessage) : Optional.empty();
  }

  /** A film goes first, as it is the larger file and the pictures are what was asked for. */
  private JobMessage smaller(JobMessage jobMessage, int shrinks) {
    JobMessage smaller =
        jobMessage.film().isPresent() ? jobMessages.withoutFilm(jobMessage) : jobMessage;
    int steps = jobMessage.film().isPresent() ? shrinks - 1 : shrinks;
    return steps > 0 && smaller.picture().isPresent() ? SmallerPicture.of(smaller, steps) : smaller;
  }
}
