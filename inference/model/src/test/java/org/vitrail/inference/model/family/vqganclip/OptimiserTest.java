package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.Descent.OptimiserKind;

/** Eight steps down a bowl against {@code torch.optim} of torch 2.13, learning rate .1. */
class OptimiserTest {
  private static final float[] LOWEST = {0, 1, .5f, -4};
  private static final float[] STEEPNESS = {1, .1f, 3, .01f};

  @ParameterizedTest
  @CsvSource({
    "ADAM, .236264, -1.207241, .5, -.49532",
    "ADAMW, .231548, -1.194243, .528042, -.49492",
    "RADAM, .194084, -1.696828, .5, .247371",
    "ADAGRAD, .604105, -1.575515, .5, -.128426",
    "RMSPROP, 0, .74152, .5, -2.997613"
  })
  void each_rule_steps_as_pytorchs(OptimiserKind kind, float a, float b, float c, float d) {
    float[] numbers = {1, -2, .5f, .3f};
    Optimiser optimiser = Optimiser.of(kind, numbers.length);
    for (int step = 1; step <= 8; step++) {
      float[] gradient = new float[numbers.length];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = 2 * STEEPNESS[i] * (numbers[i] - LOWEST[i]);
      }
      optimiser.step(numbers, gradient, .1, step);
    }

    assertThat(numbers).containsExactly(new float[] {a, b, c, d}, within(2e-5f));
  }
}
