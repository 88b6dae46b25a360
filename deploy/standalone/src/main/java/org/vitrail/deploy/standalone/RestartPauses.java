package org.vitrail.deploy.standalone;

import java.time.Duration;

/**
 * How long to wait before a program that ended is started again: at first not at all, then twice as
 * long each time up to a limit.
 */
record RestartPauses(Duration first, Duration longest) {
  static final RestartPauses STANDARD =
      new RestartPauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

  /**
   * @param restarts how often it was started again in a row
   */
  Duration before(int restarts) {
    if (restarts == 0) {
      return Duration.ZERO;
    }
    // Doubling forty times exceeds any limit and no long.
    Duration pause = first.multipliedBy(1L << Math.min(restarts - 1, 40));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
