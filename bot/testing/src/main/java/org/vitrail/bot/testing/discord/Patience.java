package org.vitrail.bot.testing.discord;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what the bot is about to do, and says what was missing when it did not. */
final class Patience {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  private volatile Duration limit = Duration.ofSeconds(10);

  void limit(Duration longest) {
    limit = longest;
  }

  <T> T await(Supplier<Optional<T>> look, Supplier<String> otherwise) {
    long start = System.nanoTime();
    while (true) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - start > limit.toNanos() || Thread.currentThread().isInterrupted()) {
        throw new AssertionError(otherwise.get() + " (waited for " + limit + ")");
      }
      Pause.of(BETWEEN_LOOKS);
    }
  }
}
