package org.vitrail.deploy.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.TimeSource;

class PartTest {
  private static final Duration GRACE = Duration.ofSeconds(8);

  @Test
  void a_part_is_gone_within_its_grace_and_a_little() throws IOException {
    assertThat(badEnd(Duration.ofMillis(9_900))).isEmpty();
    assertThat(badEnd(Duration.ofMillis(10_100)))
        .contains("worker-1 ended 10.1 s after it was asked to, which has to be 10 s at most.");
  }

  @Test
  void a_part_that_ends_with_another_code_than_0_did_not_end_orderly() throws IOException {
    try (Part part = part(TimeSource.system(), "sh", "-c", "exit 3")) {
      part.keepAlive();
      ProcessHandle.of(part.pid()).ifPresent(it -> it.onExit().join());
      part.askToEnd();

      assertThat(part.badEnd(GRACE)).contains("worker-1 ended with exit code 3 when asked to.");
    }
  }

  /**
   * @param took how long its end takes by the ticker
   */
  private static Optional<String> badEnd(Duration took) throws IOException {
    try (Part part = part(new Ticks(took), "sleep", "100")) {
      part.keepAlive();
      part.askToEnd();
      return part.badEnd(GRACE);
    }
  }

  private static Part part(TimeSource time, String... program) throws IOException {
    return new Part("worker-1", new ProcessBuilder(program), new CuttableProxy(1), time);
  }

  /** A ticker that moves on whenever it is asked. */
  private static final class Ticks extends TimeSource {
    private final Duration step;
    private long now;

    Ticks(Duration step) {
      this.step = step;
    }

    @Override
    public synchronized long nanoTime() {
      now += step.toNanos();
      return now;
    }

    @Override
    public Duration sleepFor(Duration span) {
      return span;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }
  }
}
