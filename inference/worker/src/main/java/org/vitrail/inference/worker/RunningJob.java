package org.vitrail.inference.worker;

import java.time.Duration;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Draw;

/** A job in the batch and what has been shown of it. */
final class RunningJob {
  private final ClaimedJob claimed;
  private final Draw draw;
  private final long startNanos = System.nanoTime();
  private int previewNumber;

  RunningJob(ClaimedJob claimed, Draw draw) {
    this.claimed = claimed;
    this.draw = draw;
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
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  int previewNumber() {
    return previewNumber;
  }

  int nextPreview() {
    return ++previewNumber;
  }
}
