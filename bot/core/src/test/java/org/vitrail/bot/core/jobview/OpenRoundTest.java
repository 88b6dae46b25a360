package org.vitrail.bot.core.jobview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenRoundTest {
  private static final List<String> JOBS =
      IntStream.range(0, 250).mapToObj(number -> "job" + number).toList();

  private final OpenRound round = new OpenRound(Duration.ofNanos(2_000), 0);

  @Test
  void every_job_is_looked_at_once_and_some_at_a_time() {
    round.begin(JOBS, 0);
    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    while (!round.isOver()) {
      List<String> next = round.next(0);
      sizes.add(next.size());
      seen.addAll(next);
    }

    assertThat(seen).containsExactlyElementsOf(JOBS);
    assertThat(sizes).containsExactly(OpenRound.AT_ONCE, OpenRound.AT_ONCE, 50);
  }

  @Test
  void it_rests_three_times_as_long_as_looking_took() {
    round.begin(JOBS, 1_000);
    assertThat(round.next(1_000)).hasSize(OpenRound.AT_ONCE);
    round.rest(1_000, 1_020);

    assertThat(round.next(1_079)).isEmpty();
    assertThat(round.nextNanos()).isEqualTo(1_080);
    assertThat(round.next(1_080)).hasSize(OpenRound.AT_ONCE);
  }

  @Test
  void rounds_begin_a_period_apart_or_when_the_last_one_is_over() {
    assertThat(round.isDue(0)).isTrue();
    round.begin(JOBS.subList(0, 101), 0);
    round.next(0);
    assertThat(round.isDue(5_000)).isFalse();
    round.next(5_000);
    assertThat(round.isDue(5_000)).isTrue();

    round.begin(JOBS.subList(0, 1), 5_000);
    round.next(5_000);

    assertThat(round.isDue(6_999)).isFalse();
    assertThat(round.nextNanos()).isEqualTo(7_000);
    assertThat(round.isDue(7_000)).isTrue();
  }

  @Test
  void a_new_round_begins_at_once() {
    round.begin(JOBS.subList(0, 1), 0);
    round.next(0);
    round.rest(0, 1_000_000);
    assertThat(round.isOver()).isTrue();

    round.begin(JOBS, 10);

    assertThat(round.next(10)).hasSize(OpenRound.AT_ONCE);
  }
}
