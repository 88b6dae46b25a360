package org.vitrail.inference.fetch;

import java.time.Duration;
import java.time.Instant;

/** The time between attempts. */
interface Pauses {
  Pauses REAL =
      new Pauses() {
        @Override
        public void pause(Duration length) throws InterruptedException {
          Thread.sleep(length.toMillis());
        }

        @Override
        public Instant now() {
          return Instant.now();
        }
      };

  void pause(Duration length) throws InterruptedException;

  Instant now();
}
