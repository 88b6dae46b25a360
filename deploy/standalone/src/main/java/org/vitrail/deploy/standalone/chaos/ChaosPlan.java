package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;

/**
 * How large a run is.
 *
 * @param over how long it takes, if the parts can draw what is asked for meanwhile
 */
public record ChaosPlan(long seed, Duration over, int jobs, int kills, int bots, int workers) {
  /**
   * In which jobs are submitted and parts struck: the first four fifths, the rest is to recover.
   */
  Duration busy() {
    return over.multipliedBy(4).dividedBy(5);
  }
}
