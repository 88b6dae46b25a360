package org.vitrail.inference.worker;

import java.time.Duration;
import org.vitrail.inference.protocol.ClaimedJob;

/** What may end a job that is worked on alone before its time. */
@FunctionalInterface
interface Interruptions {
  /** Nothing does. */
  Interruptions NONE = (job, age) -> {};

  /**
   * Lets the rest of the worker have its turn.
   *
   * @param age how long the job has been at work
   * @throws Stopped if the job was ended or given back
   */
  void check(ClaimedJob job, Duration age);

  /** The job is no longer this worker's; nothing is left to do for it. */
  final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped(String reason) {
      super(reason, null, false, false);
    }
  }
}
