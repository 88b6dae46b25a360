package org.vitrail.bot.core;

import java.time.Duration;
import java.time.Instant;

/** Wall clock and ticker stand still until a test moves both; who sleeps looks again at once. */
public final class HandMovedTime extends TimeSource {
  private static final Duration NAP = Duration.ofMillis(5);

  private volatile Instant now = Instant.parse("2026-03-01T19:00:00Z");

  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long nanoTime() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  @Override
  public Duration sleepFor(Duration span) {
    return span.compareTo(NAP) < 0 ? span : NAP;
  }
}
