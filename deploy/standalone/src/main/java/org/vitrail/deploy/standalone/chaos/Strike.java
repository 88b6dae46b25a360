package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;

/**
 * Something bad that happens to a part.
 *
 * @param at since the run began
 * @param part its number; {@link StrikePlan#REDIS} is Redis
 * @param lasts until it is over; zero for a kill, after which the part is started again
 */
record Strike(Duration at, Kind kind, int part, Duration lasts) {
  /** What happens. */
  enum Kind {
    /** SIGKILL. */
    KILL,
    /** SIGSTOP, and SIGCONT when it is over. */
    STOP,
    /** No connection between a part and Redis. */
    CUT,
    /** Redis has no memory left and refuses whatever needs some. */
    FILL
  }

  /** The same at another time. */
  Strike at(Duration time) {
    return new Strike(time, kind, part, lasts);
  }
}
