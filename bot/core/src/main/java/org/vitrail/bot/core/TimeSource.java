package org.vitrail.bot.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What time it is, and how long something takes: the wall clock and a ticker, handed in together so
 * that tests move them instead of waiting. Nothing else in the bot asks the machine for the time.
 *
 * <p>What other processes or people see, such as a quota's hour or a lease, goes by the wall clock,
 * which operators and time servers may set; what only this process measures, such as a pause or a
 * cache's age, goes by the ticker, which never goes back.
 */
public abstract class TimeSource extends Clock {
  private static final TimeSource SYSTEM = new SystemTime();

  /** The machine's. */
  public static TimeSource system() {
    return SYSTEM;
  }

  /** The ticker: nanoseconds since some moment, to be compared only with one another. */
  public abstract long nanoTime();

  /**
   * How long a thread has to sleep until so much time has passed by the ticker, or until it should
   * look at the ticker again. The machine's time gives back what it gets.
   */
  public abstract Duration sleepFor(Duration span);

  @Override
  public final ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Times here are instants; whoever shows one knows its reader's zone. */
  @Override
  public final Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("A time source tells instants only.");
  }

  private static final class SystemTime extends TimeSource {
    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Duration sleepFor(Duration span) {
      return span;
    }
  }
}
