package org.vitrail.config;

import java.time.Duration;

/**
 * How a process ends that is asked to.
 *
 * @param grace from the request until the process is gone, whatever it was at
 */
public record ShutdownSettings(@Allowed("1s to 10m, with a unit") Duration grace) {
  public ShutdownSettings {
    Check.that(
        Check.within(Duration.ofSeconds(1), grace, Duration.ofMinutes(10)),
        ShutdownSettings.class,
        "grace",
        grace);
  }

  /**
   * How long what runs may go on; the rest of the grace is for what it takes to give jobs back and
   * to close.
   */
  public Duration drain() {
    return grace.multipliedBy(3).dividedBy(4);
  }
}
