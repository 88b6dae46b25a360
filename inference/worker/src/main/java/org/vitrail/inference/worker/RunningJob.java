package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Draw;

/** A job in the batch and what has been shown of it. */
final class RunningJob {
  private final ClaimedJob claimed;
  private final Draw draw;
  private final LongSupplier nanos;
  private final long startNanos;
  private int previewNumber;

  RunningJob(ClaimedJob claimed, Draw draw, LongSupplier nanos) {
    this.claimed = claimed;
    this.draw = draw;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    // Whoever has shown the previews of an earlier attempt waits for a higher number.
    this.previewNumber = claimed.previewNumber();
  }

  ClaimedJob claimed() {
    return claimed;
  }

  String id() {
    return claimed.job().id();
  }

  Draw draw() {
    return draw;
  }

  Duration age() {
    return Duration.ofNanos(nanos.getAsLong() - startNanos);
  }

  int previewNumber() {
    return previewNumber;
  }

  int nextPreview() {
    return ++previewNumber;
  }
}
