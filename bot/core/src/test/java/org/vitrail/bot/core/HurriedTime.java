package org.vitrail.bot.core;

import java.time.Duration;
import java.time.Instant;

/**
 * The machine's wall clock with a ticker that runs ten times as fast: pauses between edits, retries
 * and caches' ages take a tenth of their time, while leases, quotas and people's patience keep
 * theirs. For tests in which many parts run by themselves and nobody could move the time by hand.
 */
public class HurriedTime extends TimeSource {
  private static final int SPEED = 10;

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime() * SPEED;
  }

  @Override
  public final Duration sleepFor(Duration span) {
    return span.dividedBy(SPEED);
  }
}
