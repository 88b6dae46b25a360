package org.vitrail.inference.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An attempt that failed in a way that another may not; the server may have said when. */
final class RetryException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Duration> pause;

  RetryException(String reason) {
    this(reason, Optional.empty());
  }

  RetryException(String reason, Optional<Duration> pause) {
    super(reason);
    this.pause = pause;
  }

  Optional<Duration> pause() {
    return pause;
  }
}
