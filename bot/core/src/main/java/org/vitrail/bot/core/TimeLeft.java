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

  /** "in 42 seconds", "in 20 to 40 seconds". */
  public String in(String locale, DurationFormatter wording) {
    return isSure() ? wording.in(locale, likely) : wording.in(locale, least(), most());
  }

  /** Whole seconds, at least one, since more would only pretend. */
  public TimeLeft rounded() {
    return new TimeLeft(Duration.ofSeconds(Math.max(1, (likely.toMillis() + 500) / 1000)), error);
  }

  private Duration times(double factor) {
    return Duration.ofMillis(Math.round(factor * likely.toMillis()));
  }
}
