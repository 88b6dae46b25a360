package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GumbelNoiseTest {
  private static final int DRAWS = 100_000;
  private static final double EULER = 0.5772156649015329;
  private static final double VARIANCE = Math.PI * Math.PI / 6;

  /** About five standard errors of the correlation of independent draws. */
  private static final double UNCORRELATED = 5 / Math.sqrt(DRAWS);

  @Test
  void mean_variance_and_quantiles_are_those_of_the_gumbel_distribution() {
    assertGumbel(i -> new GumbelNoise(7, 0).at(i / 1000, i % 1000));
    assertGumbel(i -> new GumbelNoise(7, 0).at(3, i));
    assertGumbel(i -> new GumbelNoise(7, 0).at(i, 3));
    assertGumbel(i -> new GumbelNoise(7, i).at(0, 0));
    assertGumbel(i -> new GumbelNoise(i, 0).at(0, 0));
  }

  @Test
  void neighbouring_tokens_positions_pictures_and_seeds_are_uncorrelated() {
    IntToDoubleFunction noise = i -> new GumbelNoise(7, 2).at(i / 1000, i % 1000);

    assertUncorrelated(noise, i -> new GumbelNoise(7, 2).at(i / 1000, i % 1000 + 1));
    assertUncorrelated(noise, i -> new GumbelNoise(7, 2).at(i / 1000 + 1, i % 1000));
    assertUncorrelated(noise, i -> new GumbelNoise(7, 3).at(i / 1000, i % 1000));
    assertUncorrelated(noise, i -> new GumbelNoise(8, 2).at(i / 1000, i % 1000));
    // Shifting one index against another must not bring the same numbers back.
    assertUncorrelated(noise, i -> new GumbelNoise(7, 3).at(i / 1000 - 1, i % 1000));
    assertUncorrelated(noise, i -> new GumbelNoise(8, 1).at(i / 1000, i % 1000));
    assertUncorrelated(noise, i -> new GumbelNoise(7, 2).at(i / 1000 + 1, i % 1000 - 1));
  }

  @Property
  void every_seed_gives_finite_noise_and_other_seeds_other_noise(
      @ForAll long seed, @ForAll int image, @ForAll int position, @ForAll int token) {
    double noise = new GumbelNoise(seed, image).at(position, token);

    assertThat(noise)
        .isBetween(-5.0, 40.0)
        .isEqualTo(new GumbelNoise(seed, image).at(position, token));
    assertThat(new GumbelNoise(seed + 1, image).at(position, token)).isNotEqualTo(noise);
  }

  @Test
  void the_numbers_stay_what_they_are() {
    // A seed in an old message must draw the same picture after an update.
    assertThat(new GumbelNoise(0, 0).at(0, 0)).isEqualTo(-0.7143951177675684);
    assertThat(new GumbelNoise(-1, 8).at(255, 16383)).isEqualTo(0.2302348360514323);
  }

  private static void assertGumbel(IntToDoubleFunction noise) {
    double sum = 0;
    double squares = 0;
    int belowMedian = 0;
    int aboveUpperPercent = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = noise.applyAsDouble(i);
      sum += value;
      squares += value * value;
      belowMedian += value < -Math.log(Math.log(2)) ? 1 : 0;
      aboveUpperPercent += value > -Math.log(-Math.log(.99)) ? 1 : 0;
    }
    double mean = sum / DRAWS;
    assertThat(mean).as("mean").isCloseTo(EULER, within(.02));
    assertThat(squares / DRAWS - mean * mean).as("variance").isCloseTo(VARIANCE, within(.055));
    assertThat(belowMedian / (double) DRAWS).as("median").isCloseTo(.5, within(.008));
    assertThat(aboveUpperPercent / (double) DRAWS).as("tail").isCloseTo(.01, within(.0016));
  }

  private static void assertUncorrelated(IntToDoubleFunction a, IntToDoubleFunction b) {
    double products = 0;
    for (int i = 0; i < DRAWS; i++) {
      products += (a.applyAsDouble(i) - EULER) * (b.applyAsDouble(i) - EULER);
    }
    assertThat(products / DRAWS / VARIANCE).isCloseTo(0, within(UNCORRELATED));
  }
}
