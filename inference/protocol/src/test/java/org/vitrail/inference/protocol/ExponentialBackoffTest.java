package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialBackoffTest {
  private static final ExponentialBackoff BACKOFF =
      new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "1000000, 60"})
  void pauses_grow_up_to_the_longest(int failures, int seconds) {
    assertThat(BACKOFF.after(failures)).hasSeconds(seconds);
  }

  @Test
  void a_pause_follows_from_the_one_before() {
    assertThat(BACKOFF.next(Duration.ofSeconds(4))).hasSeconds(8);
    assertThat(BACKOFF.next(Duration.ofSeconds(32))).hasSeconds(60);
    assertThat(BACKOFF.next(Duration.ofSeconds(60))).hasSeconds(60);
  }
}
