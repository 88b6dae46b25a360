package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when an interval has passed. */
final class Timer {
  private final LongSupplier nanos;
  private final long intervalNanos;
  private long lastNanos;

  Timer(Duration interval, LongSupplier nanos) {
    this.nanos = nanos;
    this.intervalNanos = interval.toNanos();
    this.lastNanos = nanos.getAsLong();
  }

  /** Whether it has passed since the last time that it had. */
  boolean isDue() {
    long now = nanos.getAsLong();
    if (now - lastNanos < intervalNanos) {
      return false;
    }
    lastNanos = now;
    return true;
  }
}
