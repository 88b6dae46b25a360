package org.vitrail.inference.protocol;

import java.time.Duration;

/**
 * How long to wait before the next attempt: twice as long after each failure in a row, up to a
 * limit.
 */
public record ExponentialBackoff(Duration first, Duration longest) {
  /** Doubling so often exceeds any limit and no long. */
  private static final int MAX_DOUBLINGS = 30;

  /**
   * The pause after some failures in a row.
   *
   * @param failures from 1
   */
  public Duration after(int failures) {
    return bounded(first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS)));
  }

  /** The pause after this one. */
  public Duration next(Duration pause) {
    return bounded(pause.multipliedBy(2));
  }

  private Duration bounded(Duration pause) {
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
