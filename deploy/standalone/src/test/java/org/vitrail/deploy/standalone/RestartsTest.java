package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.ExponentialBackoff;

class RestartsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Duration now = Duration.ofDays(-3);
  private final Restarts restarts =
      new Restarts(new ExponentialBackoff(SECOND, MINUTE), () -> now.toNanos());

  @Test
  void a_server_that_answered_for_long_and_cannot_start_any_more_is_tried_ever_more_rarely() {
    restarts.answered();
    pass(Duration.ofHours(5));

    assertThat(failures(12)).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L, 60L);
  }

  @Test
  void one_that_answers_for_a_moment_each_time_is_no_better() {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      restarts.answered();
      pass(Duration.ofSeconds(30));
      seconds.addAll(failures(1));
    }

    assertThat(seconds).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void one_that_answered_for_more_than_a_minute_since_is_started_again_at_once() {
    restarts.answered();
    failures(9);
    restarts.answered();
    pass(MINUTE.plusSeconds(1));

    assertThat(failures(3)).containsExactly(0L, 1L, 2L);
  }

  /** The pauses in seconds before so many attempts, none of which succeeds. */
  private List<Long> failures(int attempts) {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      Duration pause = restarts.next();
      seconds.add(pause.toSeconds());
      // It takes a while until the server has found out that it cannot start.
      pass(pause.plus(SECOND));
    }
    return seconds;
  }

  private void pass(Duration span) {
    now = now.plus(span);
  }
}
