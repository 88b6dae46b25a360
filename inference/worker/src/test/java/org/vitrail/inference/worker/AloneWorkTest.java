package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;

class AloneWorkTest {
  private static final long MILLI = 1_000_000;
  private static final ImageTask TASK = new ImageTask.Upscale("source0000", 1);

  private final Pace pace = new Pace(9, 64);
  private final StageShares shares =
      new StageShares(Map.of(Stage.STARTING, .1, Stage.UPSCALING, .8, Stage.SAVING, .1));
  private long nanos;

  @BeforeEach
  void warm() {
    for (int step = 0; step < 5; step++) {
      pace.drew(9, 90 * MILLI, 0);
    }
  }

  @Test
  void nothing_is_said_of_what_was_never_done_until_a_part_of_it_is() {
    AloneWork work = work();
    assertThat(work.begin(Stage.STARTING)).isEmpty();
    pass(1_000);
    WorkPart tiles = work.begin(Stage.UPSCALING).orElseThrow();

    // A tenth took a second.
    assertThat(tiles.from()).isCloseTo(.1, within(1e-6));
    assertThat(tiles.to()).isCloseTo(.9, within(1e-6));
    assertThat(tiles.expected()).isEqualTo(Duration.ofMillis(8_000));
  }

  @Test
  void what_such_work_took_before_says_what_it_will_take() {
    pace.workedAlone("upscale", 20_000 * MILLI);

    WorkPart first = work().begin(Stage.STARTING).orElseThrow();

    assertThat(first.from()).isZero();
    assertThat(first.to()).isCloseTo(.1, within(1e-6));
    assertThat(first.expected()).isEqualTo(Duration.ofMillis(2_000));
  }

  @Test
  void a_picture_twice_as_large_takes_twice_as_long_and_teaches_what_one_takes() {
    pace.workedAlone("upscale", 20_000 * MILLI); // cold
    pace.workedAlone("upscale", 20_000 * MILLI);
    AloneWork work = new AloneWork(TASK, 2, pace, shares, () -> nanos);

    WorkPart first = work.begin(Stage.STARTING).orElseThrow();
    pass(30_000);
    work.end();

    assertThat(first.expected()).isEqualTo(Duration.ofMillis(4_000));
    assertThat(pace.known().orElseThrow().aloneMillis("upscale")).hasValue(17_500);
  }

  @Test
  void the_more_is_done_the_more_counts_what_it_took_this_time() {
    pace.workedAlone("upscale", 10_000 * MILLI);
    AloneWork work = work();
    work.begin(Stage.STARTING);
    pass(2_000);
    work.begin(Stage.UPSCALING);
    pass(16_000); // twice as slow as ever

    WorkPart half = work.part(Stage.UPSCALING, .5, .75).orElseThrow();
    WorkPart all = work.part(Stage.UPSCALING, 1, 1).orElseThrow();

    assertThat(half.from()).isCloseTo(18 / (18 + .5 * (.5 * 10 + .5 * 36)), within(1e-6));
    assertThat(all.from()).isGreaterThan(half.from());
  }

  @Test
  void a_tile_is_foretold_and_a_short_one_a_second_ahead() {
    pace.workedAlone("upscale", 20_000 * MILLI);
    AloneWork work = work();
    work.begin(Stage.STARTING);
    pass(2_000);
    work.begin(Stage.UPSCALING);

    assertThat(work.part(Stage.UPSCALING, 0, .25).orElseThrow().expected())
        .isEqualTo(Duration.ofMillis(4_000));
    assertThat(work.part(Stage.UPSCALING, 0, .01).orElseThrow().expected())
        .isEqualTo(Duration.ofMillis(1_000));
  }

  @Test
  void stages_are_learned_by_what_they_took() {
    for (int job = 0; job < 3; job++) {
      AloneWork work = work();
      work.begin(Stage.UPSCALING);
      pass(600);
      work.begin(Stage.SAVING);
      pass(400);
      work.end();
    }

    assertThat(shares.of(Stage.STARTING)).isZero();
    assertThat(shares.of(Stage.UPSCALING)).isCloseTo(.6, within(1e-6));
    assertThat(shares.before(Stage.SAVING)).isCloseTo(.6, within(1e-6));
    assertThat(shares.behind(Stage.UPSCALING)).isCloseTo(.4, within(1e-6));
  }

  @Test
  void a_stage_that_took_another_part_this_time_is_believed_by_and_by() {
    shares.add(Map.of(Stage.UPSCALING, 100L, Stage.SAVING, 100L));
    shares.add(Map.of(Stage.UPSCALING, 100L));

    assertThat(shares.of(Stage.UPSCALING)).isCloseTo(.5 + .3 * .5, within(1e-6));
  }

  private AloneWork work() {
    return new AloneWork(TASK, 1, pace, shares, () -> nanos);
  }

  private void pass(long millis) {
    nanos += millis * MILLI;
  }
}
