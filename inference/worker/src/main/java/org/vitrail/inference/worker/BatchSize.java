package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many pictures are drawn at once: half of what memory ran out with, and as many as before
 * after a while, since other programs may have taken it. One thread.
 */
final class BatchSize {
  static final Duration UNTIL_FULL = Duration.ofMinutes(10);

  private final int full;
  private final LongSupplier nanos;
  private int images;
  private long lastShortage;

  BatchSize(int full, LongSupplier nanos) {
    this.full = full;
    this.nanos = nanos;
    this.images = full;
  }

  int images() {
    return images;
  }

  /** Memory ran out while so many were drawn. */
  void halve(int drawn) {
    images = Math.max(1, Math.min(images, drawn) / 2);
    lastShortage = nanos.getAsLong();
  }

  /** Memory may be there again, if it ran out long enough ago. */
  void recover() {
    if (nanos.getAsLong() - lastShortage >= UNTIL_FULL.toNanos()) {
      images = full;
    }
  }
}
