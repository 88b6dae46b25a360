package org.vitrail.deploy.standalone;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.ExponentialBackoff;

/**
 * After which pause a server that ended is started again: at once when it had answered for long,
 * ever later when it ended soon after or did not come up at all; never is none of the answers.
 */
final class Restarts {
  /** A server that answered for so long has shown that it can. */
  private static final Duration STABLE = Duration.ofMinutes(1);

  private final ExponentialBackoff pauses;
  private final LongSupplier nanoTime;
  private OptionalLong answersSince = OptionalLong.empty();
  private int failures;

  /**
   * @param pauses after the first failure, the second, and so on
   * @param nanoTime tells the time, to be compared only with itself
   */
  Restarts(ExponentialBackoff pauses, LongSupplier nanoTime) {
    this.pauses = pauses;
    this.nanoTime = nanoTime;
  }

  /** The server answers, from now on. */
  void answered() {
    answersSince = OptionalLong.of(nanoTime.getAsLong());
  }

  /** The server has ended, or did not come up: the pause before it is started again. */
  Duration next() {
    long now = nanoTime.getAsLong();
    if (answersSince.isPresent() && now - answersSince.getAsLong() > STABLE.toNanos()) {
      failures = 0;
    }
    // What it did in this life says nothing of the attempts that follow.
    answersSince = OptionalLong.empty();
    Duration pause = failures == 0 ? Duration.ZERO : pauses.after(failures);
    failures++;
    return pause;
  }
}
