package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.tensor.Neighbours.Load;

class ThreadChoiceTest {
  private final AtomicLong now = new AtomicLong();
  private Optional<Load> load = Optional.empty();

  @ParameterizedTest
  @CsvSource({
    // threads may be, cores, others use: threads
    "2, 2, 0, 2",
    "2, 2, 0.3, 2",
    "2, 2, 0.67, 1", // one neighbour that has to share two cores with two threads
    "2, 2, 1, 1",
    "2, 2, 2, 1", // never none
    "8, 8, 1, 7",
    "8, 8, 0.9, 7",
    "8, 8, 7.9, 1",
    "2, 64, 3, 2", // a container that may use two cores' worth of a large machine
    "2, 64, 63, 1",
    "16, 16, 0.2, 16"
  })
  void there_are_as_many_threads_as_free_cores(int most, int cores, double others, int threads) {
    ThreadChoice choice = choice(most);
    look(cores, others);
    assertThat(choice.now()).isEqualTo(new ThreadUse(cores, cores - others, threads, false));
  }

  @Test
  void without_any_knowledge_all_cores_are_used() {
    ThreadChoice choice = choice(4);
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(choice.now().threads()).isEqualTo(4);
  }

  @Test
  void a_core_that_gets_free_is_used_again_and_little_bustle_changes_nothing() {
    ThreadChoice choice = choice(2);
    look(2, 1);
    assertThat(choice.now().threads()).isEqualTo(1);
    look(2, .3);
    assertThat(choice.now().threads()).isEqualTo(1);
    look(2, .1);
    assertThat(choice.now().threads()).isEqualTo(2);
    look(2, .3);
    assertThat(choice.now().threads()).isEqualTo(2);
  }

  @Test
  void the_machine_is_looked_at_twice_a_second_at_most() {
    AtomicInteger looks = new AtomicInteger();
    ThreadChoice choice =
        new ThreadChoice(
            2,
            () -> {
              looks.incrementAndGet();
              return Optional.of(new Load(2, 0));
            },
            now::get);
    assertThat(looks).hasValue(1);
    for (int step = 0; step < 1_000; step++) {
      now.addAndGet(Duration.ofMillis(10).toNanos());
      choice.now();
    }
    assertThat(looks).hasValue(1 + 20);
  }

  private ThreadChoice choice(int most) {
    return new ThreadChoice(most, () -> load, now::get);
  }

  private void look(int cores, double others) {
    load = Optional.of(new Load(cores, others));
    now.addAndGet(Duration.ofMillis(500).toNanos());
  }
}
