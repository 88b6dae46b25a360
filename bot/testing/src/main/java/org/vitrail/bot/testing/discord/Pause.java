package org.vitrail.bot.testing.discord;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Holds a thread up for a while. */
final class Pause {
  static void of(Duration time) {
    if (time.isZero()) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Pause() {}
}
