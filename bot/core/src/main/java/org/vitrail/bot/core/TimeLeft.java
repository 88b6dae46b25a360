package org.vitrail.bot.core;

import java.time.Duration;
import org.vitrail.bot.command.wording.DurationFormatter;

/**
 * How long something still takes, as far as anybody can say.
 *
 * @param likely the best single answer
 * @param error by which part of it such answers were off lately; .25 for a quarter
 */
public record TimeLeft(Duration likely, double error) {
  /** Answers that are off by no more are as good as people expect of "about". */
  private static final double SURE = .2;

  private static final Duration IN_SECONDS = Duration.ofSeconds(10);

  /** Whether one number tells it; otherwise it is said as a range. */
  public boolean isSure() {
    return error <= SURE;
  }

  /** Where it is not sure, it hardly takes less. */
  public Duration least() {
    return times(1 - Math.min(error, .5));
  }

  /** Where it is not sure, it hardly takes more. */
  public Duration most() {
    return times(1 + error);
  }

  /** "in 42 seconds", "in 20 to 40 seconds": in whole seconds, at least one. */
  public String in(String locale, DurationFormatter wording) {
    return isSure()
        ? wording.in(locale, Duration.ofSeconds(Math.max(1, nearest(likely, 1_000) / 1_000)))
        : wording.in(locale, least(), most());
  }

  /** What takes seconds in tenths, what takes longer in seconds, since more would only pretend. */
  public TimeLeft rounded() {
    long unit = likely.compareTo(IN_SECONDS) < 0 ? 100 : 1_000;
    return new TimeLeft(Duration.ofMillis(nearest(likely, unit)), error);
  }

  private static long nearest(Duration duration, long unitMillis) {
    return (duration.toMillis() + unitMillis / 2) / unitMillis * unitMillis;
  }

  private Duration times(double factor) {
    return Duration.ofMillis(Math.round(factor * likely.toMillis()));
  }
}
