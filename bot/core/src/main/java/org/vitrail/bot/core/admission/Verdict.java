package org.vitrail.bot.core.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.vitrail.bot.core.admission.quota.Decision;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.inference.protocol.RedisTrouble;

/** Whether a job may enter the queue, with the data that decided; the reply writes itself. */
public sealed interface Verdict {

  /**
   * The job's share is taken from the ledger.
   *
   * @param firstSeen when this account asked for the first time
   */
  record Admitted(Instant firstSeen) implements Verdict {}

  /**
   * The prompt holds what the blocklist refuses: a term as the list spells it, or the part of the
   * prompt that an expression found.
   */
  record Blocked(String term) implements Verdict {}

  /** A rule says that nothing is drawn for this person, or here. */
  record NotAllowed(Rule rule) implements Verdict {}

  /** Moderators, or the operator, let nothing be drawn for now. */
  record Paused(boolean everywhere, String reason) implements Verdict {}

  /** The rate bucket is empty. */
  record TooFast(Duration retryAfter) implements Verdict {}

  /** One request may not have so many pictures. */
  record TooManyPictures(Decision decision, int asked) implements Verdict {}

  /** The decision's window does not hold {@code asked} more pictures. */
  record QuotaSpent(Decision decision, long used, int asked, Instant resetsAt) implements Verdict {}

  /**
   * The queue holds as many jobs as it may; {@code freeAfter} is when a community may be free, if
   * known.
   */
  record QueueFull(int depth, int limit, Optional<Duration> freeAfter) implements Verdict {}

  /** The account has as many unfinished jobs as one may have. */
  record TooManyWaiting(Decision decision) implements Verdict {}

  /** No waiting helps: the command itself cannot be carried out. */
  record Impossible(String sentence) implements Verdict {}

  /** Redis does not answer, or refuses, so nobody can be admitted at the moment. */
  record Unreachable(RedisTrouble trouble) implements Verdict {}
}
