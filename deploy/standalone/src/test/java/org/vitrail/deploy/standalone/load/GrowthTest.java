package org.vitrail.deploy.standalone.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vitrail.deploy.standalone.load.Growth.Sample;

class GrowthTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MANY = 100_000;

  @Test
  void what_goes_up_and_down_does_not_grow() {
    Growth growth = new Growth(samples(MANY, tenth -> 20_000 + tenth % 3 * 1_500), MINUTE);

    assertThat(growth.isClear()).isFalse();
    assertThat(growth.sentence())
        .startsWith("No growth after the first tenth: heap bytes +0 %")
        .endsWith("Redis keys -13 %, Redis bytes +0 %, Redis connections +0 %.");
  }

  @Test
  void what_rises_from_tenth_to_tenth_grows_and_is_named_alone() {
    Growth growth = new Growth(samples(MANY, tenth -> 20_000 + tenth * 1_500), MINUTE);

    assertThat(growth.isClear()).isTrue();
    assertThat(growth.sentence()).isEqualTo("Grew after the first tenth: Redis keys +31 %.");
  }

  @Test
  void a_few_more_are_no_growth_however_few_there_were() {
    assertThat(new Growth(samples(MANY, tenth -> 10 + 40 * tenth), MINUTE).isClear()).isFalse();
  }

  @Test
  void what_still_fills_while_the_first_tenth_runs_is_not_judged() {
    Growth growth =
        new Growth(samples(1_000, tenth -> 20_000 + tenth * 9_000), Duration.ofHours(1));

    assertThat(growth.isClear()).isFalse();
    assertThat(growth.sentence())
        .isEqualTo(
            "No growth after the first tenth: threads +0 %, open files +0 %, Redis connections +0 %."
                + " Whether these grew needs a longer run: heap bytes, resident bytes, Redis keys,"
                + " Redis bytes.");
  }

  @Test
  void nothing_is_said_of_too_few_moments() {
    Growth growth = new Growth(samples(MANY, tenth -> tenth * 90_000).subList(0, 5), MINUTE);

    assertThat(growth.isClear()).isFalse();
    assertThat(growth.sentence())
        .isEqualTo("Whether anything grew cannot be said of so short a run.");
  }

  /** Of a run of an hour, with the keys of each tenth. */
  private static List<Sample> samples(int jobs, IntToLongFunction keys) {
    return IntStream.rangeClosed(1, 10)
        .mapToObj(
            tenth ->
                new Sample(
                    Duration.ofMinutes(6L * tenth),
                    jobs / 10 * tenth,
                    new Resources(
                        30_000_000, 300_000_000, 24, 150, keys.applyAsLong(tenth), 99_000_000, 13)))
        .toList();
  }
}
