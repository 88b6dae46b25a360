package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private static final int MANY = 20_000;

  @Test
  void numbers_depend_on_seed_picture_and_iteration_alone() {
    Set<Long> first = new HashSet<>();
    for (long seed = 0; seed < 4; seed++) {
      for (int image = -1; image < 4; image++) {
        for (int iteration = -1; iteration < 4; iteration++) {
          assertThat(new Draws(seed, image, iteration).bits())
              .isEqualTo(new Draws(seed, image, iteration).bits());
          first.add(new Draws(seed, image, iteration).bits());
        }
      }
    }

    assertThat(first).hasSize(100);
  }

  @Test
  void uniform_and_normal_numbers_have_their_means_and_spreads() {
    Draws draws = new Draws(1, 2, 3);
    double[] uniform = DoubleStream.generate(draws::uniform).limit(MANY).toArray();
    double[] normal = DoubleStream.generate(draws::normal).limit(MANY).toArray();

    assertThat(mean(uniform)).isCloseTo(.5, within(.01));
    assertThat(variance(uniform)).isCloseTo(1 / 12.0, within(.005));
    assertThat(mean(normal)).isCloseTo(0, within(.03));
    assertThat(variance(normal)).isCloseTo(1, within(.05));
  }

  @Test
  void every_order_is_as_likely_as_another() {
    Draws draws = new Draws(1, 2, 3);
    int[] counts = new int[24];
    for (int i = 0; i < MANY; i++) {
      long[] order = draws.order(4);
      assertThat(LongStream.of(order).sorted().toArray()).containsExactly(0, 1, 2, 3);
      counts[(int) (order[0] * 6 + rank(order))]++;
    }

    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(MANY / 24 * 8 / 10);
  }

  /** Of the latter three among their six orders. */
  private static int rank(long[] order) {
    int second = order[1] < order[2] ? 0 : 1;
    int third = order[1] < order[3] ? 0 : 1;
    int last = order[2] < order[3] ? 0 : 1;
    int bits = second + 2 * third + 4 * last;
    return switch (bits) {
      case 0 -> 0;
      case 1 -> 1;
      case 3 -> 2;
      case 4 -> 3;
      case 6 -> 4;
      default -> 5;
    };
  }

  private static double mean(double[] numbers) {
    return Arrays.stream(numbers).average().orElseThrow();
  }

  private static double variance(double[] numbers) {
    double mean = mean(numbers);
    return Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  }
}
