package org.vitrail.bot.core;

import java.time.Instant;

/**
 * A wall clock that stands still until a test moves it; the ticker hurries on by itself and moves
 * with it.
 */
public final class HandMovedClock extends HurriedTime {
  private static final Instant START = Instant.parse("2026-03-01T19:00:00Z");

  @Override
  Instant unmoved() {
    return START;
  }
}
