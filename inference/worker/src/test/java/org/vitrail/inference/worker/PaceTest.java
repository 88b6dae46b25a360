package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Errors;
import org.vitrail.inference.protocol.WorkerPace.Start;

class PaceTest {
  private static final int TOKENS = 64;
  private static final long MILLI = 1_000_000;

  private final Pace pace = new Pace(18, TOKENS);

  @Test
  void nothing_is_said_until_something_is_known() {
    pace.drew(9, 8_000 * MILLI, 0); // cold: would be nine minutes
    for (int i = 0; i < 4; i++) {
      assertThat(pace.known()).isEmpty();
      pace.drew(9, 90 * MILLI, 0);
    }
    assertThat(known().step().of(9)).isCloseTo(90, within(1e-6));
    assertThat(known().batchImages()).isEqualTo(18);
    assertThat(known().steps()).isEqualTo(TOKENS);
    assertThat(known().aloneMillis()).isEmpty();
  }

  @Test
  void the_fixed_part_of_a_step_is_told_from_that_of_a_picture() {
    warm();
    Random random = new Random(1);
    for (int job = 0; job < 20; job++) {
      int images = 1 + random.nextInt(18);
      draw(TOKENS, images, 20 + 3 * images);
    }

    for (int images : new int[] {1, 9, 18}) {
      assertThat(known().step().of(images))
          .isCloseTo(20 + 3 * images, Percentage.withPercentage(5));
    }
  }

  @Test
  void what_was_learned_of_small_and_large_batches_is_kept_while_all_are_large() {
    pace.drew(9, 8_000 * MILLI, 0);
    draw(TOKENS, 1, 23);
    draw(TOKENS, 18, 74);
    draw(20 * TOKENS, 18, 74);

    assertThat(known().step().of(1)).isCloseTo(23, Percentage.withPercentage(20));
  }

  @Test
  void what_was_never_seen_lies_between_a_whole_step_and_its_part() {
    warm(); // 90 ms for nine

    assertThat(known().step().of(1)).isBetween(10., 90.);
    assertThat(known().step().of(18)).isBetween(90., 180.);
  }

  @Test
  void previews_count_as_a_part_of_the_steps_between_which_they_are_made() {
    pace.drew(9, 8_000 * MILLI, 0);
    for (int i = 0; i < 50; i++) {
      pace.drew(9, 90 * MILLI, i % 10 == 0 ? 90 * MILLI : 0);
    }

    assertThat(known().step().of(9)).isCloseTo(99, within(1e-6));
  }

  @Test
  void a_first_preview_of_seconds_does_not_make_minutes_of_seconds() {
    warm();

    pace.drew(9, 5_000 * MILLI, 20_000 * MILLI);

    assertThat(known().step().of(9)).isBetween(90., 180.);
  }

  @Test
  void the_pace_follows_a_machine_that_got_six_times_slower() {
    warm();
    draw(TOKENS, 9, 6 * 90);
    assertThat(known().step().of(9)).isGreaterThan(5 * 90);

    draw(TOKENS, 9, 6 * 90);
    assertThat(known().step().of(9)).isCloseTo(6 * 90, Percentage.withPercentage(5));
  }

  @Test
  void finishing_is_guessed_until_it_was_seen_once() {
    pace.drew(18, 8_000 * MILLI, 0);
    draw(TOKENS, 18, 180);
    assertThat(known().finish().of(9)).isCloseTo(TOKENS * 90 / 3., within(1e-6));

    pace.finished(9, 2_900 * MILLI); // cold
    assertThat(known().finish().of(9)).isCloseTo(2_900, within(1e-6));
    pace.finished(9, 900 * MILLI);
    assertThat(known().finish().of(9)).isCloseTo(900, within(1e-6));
    for (int i = 0; i < 10; i++) {
      pace.finished(1, 180 * MILLI);
      pace.finished(9, 900 * MILLI);
    }
    assertThat(known().finish().of(1)).isCloseTo(180, Percentage.withPercentage(10));
  }

  @Test
  void what_a_variation_keeps_is_learned_and_leaves_other_beginnings_alone() {
    warm();
    pace.joined(20 * MILLI, "", 0);
    pace.joined(300 * MILLI, "variation", .5);
    pace.joined(500 * MILLI, "variation", .3);

    assertThat(known().begin().of("")).isEqualTo(new Start(20, 0));
    assertThat(known().begin().of("variation").joinMillis()).isCloseTo(400, within(1e-6));
    assertThat(known().begin().of("variation").keptShare()).isCloseTo(.4, within(1e-6));
    assertThat(known().begin().of("init-image:up:12")).isEqualTo(new Start(20, 0));
  }

  @Test
  void joining_and_enlarging_are_learned_by_themselves() {
    pace.joined(9_000 * MILLI, "", 0); // cold
    warm();
    pace.joined(20 * MILLI, "", 0);
    pace.joined(40 * MILLI, "", 0);
    pace.workedAlone("upscale", 8_000 * MILLI); // cold
    pace.workedAlone("upscale", 3_000 * MILLI);
    pace.workedAlone("upscale", 2_000 * MILLI);
    pace.workedAlone("upscale:8", 9_000 * MILLI);

    assertThat(known().begin().joinMillis()).isCloseTo(30, within(1e-6));
    assertThat(known().aloneMillis("upscale")).hasValue(2_500);
    assertThat(known().aloneMillis("upscale:8")).hasValue(9_000);
    assertThat(known().aloneMillis("upscale:2")).isEmpty();
    assertThat(known().step().of(9)).isCloseTo(90, within(1e-6));
  }

  @Test
  void what_another_worker_learned_is_said_at_once_and_gives_way_to_what_is_measured() {
    warm();
    pace.finished(9, 900 * MILLI);
    pace.finished(9, 900 * MILLI);
    pace.workedAlone("sticker", 300 * MILLI);
    pace.loaded(2_000 * MILLI);
    pace.drew(9, 1_090 * MILLI, 0);
    WorkerPace learned = known();

    Pace next = new Pace(18, TOKENS, Optional.of(learned));

    WorkerPace said = next.known().orElseThrow();
    assertThat(said.step().of(9)).isCloseTo(90, within(1e-6));
    assertThat(said.finish().of(9)).isCloseTo(900, within(1e-6));
    assertThat(said.aloneMillis("sticker")).hasValue(300);
    assertThat(said.begin().loadMillis()).isCloseTo(3_000, within(1e-6));

    next.drew(9, 8_000 * MILLI, 0);
    for (int i = 0; i < 2 * TOKENS; i++) {
      next.drew(9, 270 * MILLI, 0);
    }
    assertThat(next.known().orElseThrow().step().of(9))
        .isCloseTo(270, Percentage.withPercentage(5));
  }

  @Test
  void work_on_one_picture_is_believed_to_take_what_it_took_cold_only_until_the_next() {
    warm();
    pace.workedAlone("sticker", 1_300 * MILLI);
    assertThat(known().aloneMillis("sticker")).hasValue(1_300);
    pace.workedAlone("sticker", 300 * MILLI);
    assertThat(known().aloneMillis("sticker")).hasValue(300);
    assertThat(known().errors().alone()).as("nothing was foretold of what is warm").isEmpty();

    Pace next = new Pace(18, TOKENS, pace.known());
    next.workedAlone("sticker", 1_300 * MILLI);
    assertThat(next.known().orElseThrow().aloneMillis("sticker")).hasValue(300);
    next.workedAlone("sticker", 200 * MILLI);
    assertThat(next.known().orElseThrow().aloneMillis("sticker")).hasValue(250);
  }

  @Test
  void the_error_is_large_until_jobs_were_foretold_well() {
    warm();
    assertThat(known().errors()).isEqualTo(Errors.UNKNOWN);
    for (int i = 0; i < 40; i++) {
      pace.drewJob(1_100 * MILLI, 1_000 * MILLI);
      pace.finished(1, 100 * MILLI);
    }
    assertThat(known().errors().drawing()).isCloseTo(100. / 1_100, within(.03));
  }

  @Test
  void pictures_that_take_longer_to_finish_than_was_foretold_are_an_error_of_drawing() {
    warm();
    for (int i = 0; i < 40; i++) {
      pace.drewJob(1_000 * MILLI, 1_000 * MILLI);
      pace.finished(1, (i % 2 == 0 ? 500 : 1_500) * MILLI);
    }

    assertThat(known().errors().drawing()).isBetween(.2, .4);
  }

  @Test
  void what_was_foretold_well_counts_though_it_was_ended_for_its_time() {
    warm();
    for (int i = 0; i < 9; i++) {
      pace.drewInVain(1_000 * MILLI, 1_000 * MILLI);
    }

    assertThat(known().errors().drawing()).isCloseTo(.05, within(.01));
  }

  @Test
  void each_kind_of_work_on_one_picture_is_sure_once_such_work_was_foretold_well() {
    warm();
    pace.workedAlone("sticker", 300 * MILLI);
    pace.workedAlone("sticker", 300 * MILLI);
    assertThat(known().errors().alone()).as("nothing was foretold").isEmpty();
    for (int i = 0; i < 20; i++) {
      pace.workedAlone("sticker", 300 * MILLI);
      pace.workedAlone("upscale", (i % 2 == 0 ? 1_000 : 3_000) * MILLI);
    }

    assertThat(known().errors().alone().get("sticker")).isLessThan(.1);
    assertThat(known().errors().alone().get("upscale")).isGreaterThan(.4);
    assertThat(new Pace(18, TOKENS, pace.known()).known().orElseThrow().errors())
        .isEqualTo(known().errors());
  }

  private WorkerPace known() {
    return pace.known().orElseThrow();
  }

  /** Ninety milliseconds a step of nine. */
  private void warm() {
    pace.drew(9, 8_000 * MILLI, 0);
    draw(TOKENS, 9, 90);
  }

  private void draw(int steps, int images, int millis) {
    for (int i = 0; i < steps; i++) {
      pace.drew(images, millis * MILLI, 0);
    }
  }
}
