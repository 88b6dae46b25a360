package org.vitrail.bot.core.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Rule;
import org.vitrail.inference.protocol.RedisTrouble;

/** Whether a job may enter the queue, with the data that decided; the reply writes itself. */
public sealed interface Verdict {

  /**
   * The job's share is taken from the ledger.
   *
   * @param firstSeen when this account asked for the first time
   */
  record Admitted(Instant firstSeen) implements Verdict {}

  /** Why it may not. */
  sealed interface Refusal extends Verdict {
    /** The sentence that says so. */
    String text(Refusals words, String locale);
  }

  /**
   * The prompt holds what the blocklist refuses: a term as the list spells it, or the part of the
   * prompt that an expression found.
   */
  record Blocked(String term) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.blocked(this, locale);
    }
  }

  /** A rule says that nothing is drawn for this person, or here. */
  record NotAllowed(Rule rule) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.notAllowed(this, locale);
    }
  }

  /** Moderators, or the operator, let nothing be drawn for now. */
  record Paused(boolean everywhere, String reason) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.paused(this, locale);
    }
  }

  /** The rate bucket is empty. */
  record TooFast(Duration retryAfter) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.tooFast(this, locale);
    }
  }

  /** One request may not have so many pictures. */
  record TooManyPictures(Decision decision, int asked) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.tooManyPictures(this, locale);
    }
  }

  /**
   * One request may not take so much.
   *
   * @param decision on iterations, or on pixels
   */
  record TooMuch(Decision decision, int asked) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.tooMuch(this, locale);
    }
  }

  /**
   * It would be ended before it is done.
   *
   * @param expected how long it would take; where {@code count} is empty, how long a single picture
   *     would
   * @param allowed how long a job may take
   * @param count the most pictures that are done in time; empty where not even one is
   * @param asSquares whether so many are only if they are squares
   */
  record TooLong(Duration expected, Duration allowed, OptionalInt count, boolean asSquares)
      implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.tooLong(this, locale);
    }
  }

  /**
   * The decision's window does not hold {@code asked} more pictures.
   *
   * @param large how many pictures were asked for, where they count as more
   */
  record QuotaSpent(Decision decision, long used, int asked, Instant resetsAt, OptionalInt large)
      implements Refusal {
    /** Of pictures that count as what they are. */
    public QuotaSpent(Decision decision, long used, int asked, Instant resetsAt) {
      this(decision, used, asked, resetsAt, OptionalInt.empty());
    }

    QuotaSpent forLarge(int pictures) {
      return new QuotaSpent(decision, used, asked, resetsAt, OptionalInt.of(pictures));
    }

    @Override
    public String text(Refusals words, String locale) {
      return words.quotaSpent(this, locale);
    }
  }

  /**
   * The queue holds as many jobs as it may; {@code freeAfter} is when a place may be free, if
   * known.
   */
  record QueueFull(int depth, int limit, Optional<Duration> freeAfter) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.queueFull(this, locale);
    }
  }

  /** The account has as many unfinished jobs as one may have. */
  record TooManyWaiting(Decision decision) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.tooManyWaiting(this, locale);
    }
  }

  /** No waiting helps: the command itself cannot be carried out. */
  record Impossible(String sentence) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return sentence;
    }
  }

  /** Redis does not answer, or refuses, so nobody can be admitted at the moment. */
  record Unreachable(RedisTrouble trouble) implements Refusal {
    @Override
    public String text(Refusals words, String locale) {
      return words.unreachable(this, locale);
    }
  }
}
