package org.vitrail.inference.fetch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long after each failure in a row, and between
 * a half and the whole of that by chance, so that many machines do not come back in step.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param failures in a row, from 1
   */
  Duration after(int failures) {
    long whole = FIRST.toMillis() << Math.min(failures - 1, 30);
    long bounded = Math.min(whole, LONGEST.toMillis());
    return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
  }
}
