package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.tensor.Neighbours.Load;
import org.vitrail.inference.model.tensor.Neighbours.Ticks;

/** What others do, from what Linux says of its processors; the files are written by hand. */
class NeighboursTest {
  private static final String STAT =
      """
      cpu  600 70 80 4000 90 1 2 3 4 5
      cpu0 100 10 20 1000 30 1 2 3 4 5
      cpu1 200 20 30 2000 40 0 0 0 0 0
      cpu2 300 40 30 1000 20 0 0 0 0 0
      intr 12345 0 0
      ctxt 99
      """;

  @Test
  void processors_that_this_process_may_use_are_added_up() {
    Ticks ticks = Neighbours.read(STAT, self(0), "Name:\tx\nCpus_allowed_list:\t0,2\n");

    // cpu0: 100+20+1+2+3, cpu2: 300+30. Nice, idle and waiting for a disk are no work.
    assertThat(ticks).isEqualTo(new Ticks(2, 1166 + 1390, 126 + 330, 77 + 11));
  }

  @Test
  void a_process_that_is_nice_itself_counts_others_that_are() {
    assertThat(Neighbours.read(STAT, self(5), "Cpus_allowed_list:\t0-2").busy())
        .isEqualTo(Neighbours.read(STAT, self(0), "Cpus_allowed_list:\t0-2").busy() + 70);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "100, 0, 1", // one neighbour
    "200, 100, 1", // one neighbour, and this process with one thread
    "200, 200, 0", // this process with two threads
    "200, 133, 0.67", // the three of them share two cores
    "90, 100, 0" // two clocks that do not quite agree
  })
  void what_others_do_is_what_is_done_less_ones_own(long busy, long own, double others) {
    Ticks before = new Ticks(2, 1_000, 500, 300);
    Ticks now = new Ticks(2, 1_200, 500 + busy, 300 + own);

    assertThat(Neighbours.between(before, now)).contains(new Load(2, others));
  }

  @Test
  void no_time_no_answer() {
    Ticks ticks = new Ticks(2, 1_000, 500, 300);
    assertThat(Neighbours.between(ticks, ticks)).isEmpty();
  }

  @Test
  void other_systems_tell_shares_or_nothing() {
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(Neighbours.elsewhere(.75, .25)).contains(new Load(cores, .5 * cores));
    assertThat(Neighbours.elsewhere(.25, .5)).contains(new Load(cores, 0));
    assertThat(Neighbours.elsewhere(-1, .5)).isEmpty();
    assertThat(Neighbours.elsewhere(Double.NaN, 0)).isEmpty();
  }

  @Test
  void files_of_another_kind_are_an_error() {
    assertThatThrownBy(() -> Neighbours.read(STAT, self(0), "nothing"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Neighbours.read("cpu0 1 2", self(0), "Cpus_allowed_list:\t0"))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void this_machine_is_understood() {
    Neighbours neighbours = new Neighbours();
    Optional<Load> load = neighbours.look().or(neighbours::look);

    load.ifPresent(it -> assertThat(it.busyCores()).isBetween(0., (double) it.cores()));
  }

  /** As the kernel writes it: user time 77, system time 11; the name may hold signs of its own. */
  private static String self(int nice) {
    return "42 (a) S b) c) S 1 2 3 4 5 6 7 8 9 10 77 11 0 0 20 " + nice + " 9 0 1";
  }
}
