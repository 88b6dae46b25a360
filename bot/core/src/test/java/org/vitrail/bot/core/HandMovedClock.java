package org.vitrail.bot.core;

import java.time.Duration;
import java.time.Instant;

/**
 * A wall clock that stands still until a test moves it; the ticker hurries on by itself and moves
 * with it.
 */
public final class HandMovedClock extends HurriedTime {
  private final Instant start = Instant.parse("2026-03-01T19:00:00Z");
  private volatile Duration moved = Duration.ZERO;

  public void advance(Duration duration) {
    moved = moved.plus(duration);
  }

  @Override
  public Instant instant() {
    return start.plus(moved);
  }

  @Override
  public long nanoTime() {
    return super.nanoTime() + moved.toNanos();
  }
}
