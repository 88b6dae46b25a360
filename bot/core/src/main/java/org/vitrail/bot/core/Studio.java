package org.vitrail.bot.core;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.Completion;

/**
 * The one door for every adapter: a person's command goes in, a reply and its later cards come out.
 */
public final class Studio implements AutoCloseable {

  /** Parses what a person typed and handles it. Never throws. */
  public Reply handle(Person who, String text) {
    throw new UnsupportedOperationException("handle");
  }

  /**
   * Handles a command that an adapter built from a click or a platform's own options. Never throws.
   */
  public Reply handle(Person who, Command command) {
    throw new UnsupportedOperationException("handle");
  }

  /** How the person may go on typing at {@code cursor} (UTF-16 units). */
  public List<Completion> complete(Person who, String text, int cursor) {
    throw new UnsupportedOperationException("complete");
  }

  /**
   * The job as it stands; empty when there is none of that id, or no longer.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> card(String jobId) {
    throw new UnsupportedOperationException("card");
  }

  /**
   * A person's jobs, newest first.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<JobCard> recent(Person who, int limit) {
    throw new UnsupportedOperationException("recent");
  }

  /**
   * Calls {@code onChange} with a new card after any change of any job, at most five times a second
   * for one job, always with the last one. Calls come from one thread; take long work elsewhere.
   *
   * @return closes the subscription
   */
  public AutoCloseable watch(Consumer<JobCard> onChange) {
    throw new UnsupportedOperationException("watch");
  }

  @Override
  public void close() {}
}
