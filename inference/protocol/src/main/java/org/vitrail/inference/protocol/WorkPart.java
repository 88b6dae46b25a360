package org.vitrail.inference.protocol;

import java.time.Duration;

/**
 * The part of all its work that a job is at, as its worker expects it: a share of the time that all
 * of it takes. Until the worker says something again, because it decodes pictures or is busy with
 * another job, Redis lets the job move on through this part by its clock, ever slower where it
 * takes longer than expected, and never to its end ({@code done_of_all} in {@code common.lua}). A
 * part that begins before what was shown by then begins there instead, so nothing falls.
 *
 * @param from the share that is done, 0 to 1
 * @param to the share that will be done when the worker says something again
 * @param expected until then
 */
public record WorkPart(double from, double to, Duration expected) {
  /** Of whoever does not know what the work takes, so that nothing is shown that must fall. */
  public static final WorkPart UNKNOWN = new WorkPart(0, 0, Duration.ZERO);

  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public WorkPart {
    if (!(from >= 0 && from <= to && to <= 1)) {
      throw Require.broken("part", from + " to " + to, "two numbers from 0 to 1 that do not fall");
    }
    if (Require.present("part.expected", expected).isNegative()) {
      throw Require.broken("part.expected", expected, "a duration that is not negative");
    }
  }

  /**
   * A part by what it takes; {@link #UNKNOWN} if nothing takes any time.
   *
   * @param doneMillis what was done of the work took
   * @param nextMillis until the worker says something again
   * @param restMillis all that comes then
   */
  public static WorkPart of(double doneMillis, double nextMillis, double restMillis) {
    double all = doneMillis + nextMillis + restMillis;
    return all > 0
        ? new WorkPart(
            doneMillis / all,
            Math.min(1, (doneMillis + nextMillis) / all),
            Duration.ofMillis((long) nextMillis))
        : UNKNOWN;
  }

  /** As text for Redis. */
  String text() {
    return (float) from + " " + (float) to + " " + expected.toMillis();
  }
}
