package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.admission.Verdict.TooLong;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;
import org.vitrail.inference.protocol.WorkerPace.Start;

/** Work on a lane whose pictures take a hundred steps, of which workers allow ten minutes. */
class LongJobsTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** One picture takes 200 s, each further one 100 s more. */
  private static final LongJobs.Limit SLOW = worker(1_000, 1_000, .1);

  private static final Load NINE = Load.of(9);

  @Test
  void what_takes_clearly_too_long_is_refused_with_the_most_pictures_that_surely_do_not() {
    assertThat(refusal(NINE, SLOW))
        .contains(new TooLong(Duration.ofSeconds(1_000), TEN_MINUTES, OptionalInt.of(4), false));
    assertThat(refusal(Load.of(6), SLOW)).isPresent();
    assertThat(refusal(Load.of(5), SLOW)).isEmpty();
  }

  @Test
  void what_may_be_done_in_time_as_far_as_estimates_are_sure_is_not_refused() {
    assertThat(refusal(NINE, worker(1_000, 1_000, WorkerPace.UNKNOWN_ERROR))).isEmpty();
    assertThat(refusal(Load.of(6), worker(1_000, 1_000, .2))).isEmpty();
  }

  @Test
  void where_nothing_is_sure_the_most_pictures_are_named_that_may_be_in_time() {
    LongJobs.Limit unsure = worker(5_000, 0, WorkerPace.UNKNOWN_ERROR);

    assertThat(refusal(new Load(2, 3, 0, "", ""), unsure).orElseThrow().count()).hasValue(2);
    assertThat(refusal(new Load(2, 3, 0, "", ""), unsure).orElseThrow().asSquares()).isTrue();
  }

  @Test
  void what_was_ended_for_its_time_once_has_to_be_likely_in_time() {
    LongJobs.Limit unsure = worker(1_000, 1_000, WorkerPace.UNKNOWN_ERROR);

    assertThat(LongJobs.refusal(List.of(unsure), NINE, true, true).orElseThrow().count())
        .hasValue(3);
    assertThat(LongJobs.refusal(List.of(unsure), Load.of(5), true, true)).isEmpty();
  }

  @Test
  void one_worker_that_is_fast_enough_suffices() {
    assertThat(refusal(NINE, SLOW, worker(100, 100, .1))).isEmpty();
    LongJobs.Limit slower = worker(2_000, 2_000, .1);
    assertThat(refusal(NINE, slower, SLOW)).isEqualTo(refusal(NINE, SLOW));
  }

  @Test
  void nothing_is_refused_where_not_all_workers_are_known() {
    assertThat(refusal(NINE)).isEmpty();
  }

  @Test
  void a_wide_picture_that_takes_too_long_may_do_as_a_square() {
    Load wide = new Load(2, 4, 0, "", "");

    assertThat(refusal(wide, SLOW))
        .contains(new TooLong(Duration.ofSeconds(1_200), TEN_MINUTES, OptionalInt.of(2), true));
  }

  @Test
  void what_its_pictures_begin_from_need_not_be_drawn() {
    Begin begin = new Begin(0, 0, Map.of("variation", new Start(0, .5)));
    WorkerPace pace =
        new WorkerPace(
            9,
            100,
            begin,
            new Cost(1_000, 1_000),
            new Cost(0, 0),
            Map.of(),
            WorkerPace.Errors.ofDrawing(.1));

    assertThat(refusal(new Load(9, 1, 0, "variation", ""), new LongJobs.Limit(pace, TEN_MINUTES)))
        .isEmpty();
    assertThat(refusal(NINE, new LongJobs.Limit(pace, TEN_MINUTES))).isPresent();
  }

  @Test
  void where_not_even_one_picture_is_done_in_time_one_is_tried_when_nobody_else_waits() {
    LongJobs.Limit hopeless = worker(10_000, 0, .1);
    TooLong alone = new TooLong(Duration.ofSeconds(1_000), TEN_MINUTES, OptionalInt.empty(), false);

    assertThat(refusal(NINE, hopeless)).contains(alone);
    assertThat(LongJobs.refusal(List.of(hopeless), Load.of(1), false, false)).contains(alone);
    assertThat(LongJobs.refusal(List.of(hopeless), Load.of(1), false, true)).isEmpty();
    assertThat(LongJobs.refusal(List.of(hopeless), Load.of(1), true, true)).contains(alone);
  }

  private static LongJobs.Limit worker(double stepMillis, double eachMillis, double error) {
    return new LongJobs.Limit(
        new WorkerPace(
            9,
            100,
            Begin.of(0, 0),
            new Cost(stepMillis, eachMillis),
            new Cost(0, 0),
            Map.of(),
            WorkerPace.Errors.ofDrawing(error)),
        TEN_MINUTES);
  }

  private static Optional<TooLong> refusal(Load load, LongJobs.Limit... workers) {
    return LongJobs.refusal(List.of(workers), load, false, true);
  }
}
