package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.Stage;

class PaceTest {
  private static final int TOKENS = 64;
  private static final long MILLI = 1_000_000;

  private final Pace pace = new Pace(TOKENS);

  @Test
  void nothing_is_said_until_something_is_known() {
    pace.drew(9, 8_000 * MILLI); // cold: would be nine minutes
    for (int i = 0; i < 3; i++) {
      assertThat(pace.imagesPerSecond()).isEmpty();
      assertThat(pace.drawing(TOKENS, 9, 9)).isEmpty();
      assertThat(pace.finishing(Stage.DECODING, 9)).isEmpty();
      pace.drew(9, 90 * MILLI);
    }
    assertThat(pace.imagesPerSecond()).isEmpty();
    assertThat(pace.enlarging()).isEmpty();
  }

  @Test
  void the_first_estimate_is_not_that_of_the_cold_first_step() {
    pace.drew(9, 8_000 * MILLI);
    draw(4, 9, 90);

    // 64 steps of 90 ms, and a third of it for what follows.
    assertThat(pace.drawing(TOKENS, 9, 9)).contains(Duration.ofMillis(7_680));
    assertThat(pace.imagesPerSecond().orElseThrow()).isCloseTo(9 / 7.68, within(1e-6));
  }

  @Test
  void a_job_shares_the_steps_with_those_it_is_drawn_with_and_waits_while_they_are_finished() {
    warm();
    pace.finished(9, 900 * MILLI);

    assertThat(pace.drawing(10, 2, 2)).contains(Duration.ofMillis(10 * 2 * 10 + 2 * 100));
    assertThat(pace.drawing(10, 18, 2)).contains(Duration.ofMillis(10 * 18 * 10 + 2 * 100));
    assertThat(pace.drawing(10, 18, 18)).contains(Duration.ofMillis(10 * 18 * 10 + 18 * 100));
  }

  @Test
  void what_is_left_falls_with_each_stage() {
    warm();
    pace.finished(1, 1_000 * MILLI);

    Duration last = pace.drawing(1, 4, 4).orElseThrow();
    for (Stage stage : new Stage[] {Stage.DECODING, Stage.RANKING, Stage.UPSCALING, Stage.SAVING}) {
      Duration left = pace.finishing(stage, 4).orElseThrow();
      assertThat(left).isLessThan(last).isPositive();
      last = left;
    }
  }

  @Test
  void the_estimate_follows_a_machine_that_got_six_times_slower() {
    warm();
    draw(TOKENS, 9, 6 * 90);

    assertThat(pace.drawing(TOKENS, 9, 0).orElseThrow().toMillis())
        .isCloseTo(TOKENS * 6 * 90, within(1_500L));
  }

  @Test
  void one_step_that_took_very_long_does_not_make_minutes_of_seconds() {
    pace.drew(9, 8_000 * MILLI);
    draw(10, 9, 90);
    Duration before = pace.drawing(50, 9, 9).orElseThrow();

    pace.drew(9, 5_000 * MILLI); // the first preview

    assertThat(pace.drawing(50, 9, 9).orElseThrow()).isBetween(before, before.multipliedBy(2));
  }

  @Test
  void enlarging_is_learned_by_itself() {
    pace.enlarged(3_000 * MILLI);
    pace.enlarged(2_000 * MILLI);

    assertThat(pace.enlarging()).contains(Duration.ofMillis(2_500));
    assertThat(pace.imagesPerSecond()).isEmpty();
  }

  /** Ten milliseconds a picture and token. */
  private void warm() {
    pace.drew(9, 8_000 * MILLI);
    draw(TOKENS, 9, 90);
  }

  private void draw(int steps, int images, int millis) {
    for (int i = 0; i < steps; i++) {
      pace.drew(images, millis * MILLI);
    }
  }
}
