package org.vitrail.bot.core.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a job may enter the queue, with the data that decided; the reply writes itself. */
public sealed interface Verdict {

  /** The job's share is taken from the ledger. */
  record Admitted() implements Verdict {}

  /**
   * The prompt holds what the blocklist refuses: a term as the list spells it, or the part of the
   * prompt that an expression found.
   */
  record Blocked(String term) implements Verdict {}

  /** The rate bucket is empty. */
  record TooFast(Duration retryAfter) implements Verdict {}

  /** The daily quota does not hold {@code asked} more pictures. */
  record QuotaSpent(int limit, int used, int asked, Instant resetsAt) implements Verdict {}

  /**
   * The queue holds as many jobs as it may; {@code freeAfter} is when a place may be free, if
   * known.
   */
  record QueueFull(int depth, int limit, Optional<Duration> freeAfter) implements Verdict {}

  /** The person has as many unfinished jobs as one may have. */
  record TooManyWaiting(int limit) implements Verdict {}

  /** No waiting helps: the command itself cannot be carried out. */
  record Impossible(String sentence) implements Verdict {}

  /** Redis does not answer, so nobody can be admitted at the moment. */
  record Unreachable() implements Verdict {}
}
