package org.vitrail.deploy.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StrikePlanTest {
  private static final Duration OVER = Duration.ofMinutes(3);

  @Test
  void the_same_seed_plans_the_same_and_another_something_else() {
    List<Strike> plan = StrikePlan.of(1, OVER, 8, 4);

    assertThat(StrikePlan.of(1, OVER, 8, 4)).isEqualTo(plan);
    assertThat(StrikePlan.of(2, OVER, 8, 4)).isNotEqualTo(plan);
  }

  @Test
  void kills_go_round_all_parts_and_redis() {
    Map<Integer, Long> kills =
        StrikePlan.of(7, OVER, 60, 4).stream()
            .filter(it -> it.kind() == Strike.Kind.KILL)
            .collect(Collectors.groupingBy(Strike::part, Collectors.counting()));

    assertThat(kills)
        .containsOnlyKeys(0, 1, 2, 3, 4)
        .allSatisfy((part, times) -> assertThat(times).isEqualTo(12));
  }

  @Test
  void strikes_come_in_order_within_their_time_and_only_redis_is_filled() {
    List<Strike> plan = StrikePlan.of(3, OVER, 9, 4);

    assertThat(plan).isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
    assertThat(plan).allSatisfy(it -> assertThat(it.at()).isBetween(Duration.ZERO, OVER));
    assertThat(plan).extracting(Strike::kind).contains(Strike.Kind.values());
    assertThat(plan)
        .allSatisfy(
            it -> {
              assertThat(it.part() == StrikePlan.REDIS || it.kind() != Strike.Kind.FILL).isTrue();
              assertThat(it.part() != StrikePlan.REDIS || it.kind() != Strike.Kind.CUT).isTrue();
              assertThat(it.lasts().isZero()).isEqualTo(it.kind() == Strike.Kind.KILL);
            });
  }
}
