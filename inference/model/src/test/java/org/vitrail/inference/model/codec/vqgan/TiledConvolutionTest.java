package org.vitrail.inference.model.codec.vqgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** Convolutions of 3 × 3 by tiles, with fewer multiplications, against the plain sums. */
class TiledConvolutionTest {
  private static final int IN = 3;
  private static final int OUT = 5;

  /** 34 tiles across: a strip has three rows of them, the last one. */
  private static final int ROWS = 16;

  private static final int COLUMNS = 136;

  /** Wide enough for tiles, on maps of 16 × 20 and 32 × 40 places. */
  private static final VqganConfig WIDE =
      new VqganConfig(64, List.of(1, 1), 1, List.of(), 32, 8, 8, 32);

  private static TensorEngine engine;
  private static Vqgan vqgan;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    vqgan = Vqgan.random(engine, WIDE, PixelRange.SYMMETRIC);
  }

  @AfterAll
  static void close() {
    vqgan.close();
    engine.close();
  }

  @Test
  void they_are_the_plain_sums() {
    float[] x = random(1, IN * ROWS * COLUMNS);
    float[] weights = random(2, OUT * IN * 9);
    float[] bias = random(3, OUT);

    assertThat(tiled(x, IN, weights, OUT, bias, false))
        .containsExactly(plain(x, weights, bias), within(1e-4f));
  }

  @Test
  void with_weights_turned_around_they_are_the_gradient() {
    float[] x = random(4, IN * ROWS * COLUMNS);
    float[] weights = random(5, OUT * IN * 9);
    float[] gradient = random(6, OUT * ROWS * COLUMNS);
    float[] back = tiled(gradient, OUT, weights, IN, new float[IN], true);

    assertThat(product(x, back))
        .isCloseTo(product(plain(x, weights, new float[OUT]), gradient), within(1e-2));
  }

  @Test
  void a_picture_of_tiles_is_the_picture_of_plain_convolutions() {
    try (TensorScope scope = engine.open()) {
      Tensor codes = vqgan.codes(scope, new Random(7).ints(320, 0, 32).toArray(), 20);
      float[] expected = vqgan.program().tensor(scope, "decode_codes", codes).floats();

      assertThat(vqgan.paint(scope, codes).floats()).containsExactly(expected, within(1e-4f));
    }
  }

  private static float[] tiled(
      float[] x, int in, float[] weights, int out, float[] bias, boolean turned) {
    try (TensorScope scope = engine.open()) {
      Tensor w = scope.floats(weights, OUT, IN, 3, 3);
      Tensor tiles =
          vqgan
              .program()
              .tensor(scope, "of_tiles", turned ? vqgan.program().tensor(scope, "turned", w) : w);
      Tensor maps = scope.floats(x, 1, in, ROWS, COLUMNS);
      return vqgan.program().tensor(scope, "tiled", maps, tiles, scope.floats(bias, out)).floats();
    }
  }

  private static float[] plain(float[] x, float[] weights, float[] bias) {
    float[] result = new float[OUT * ROWS * COLUMNS];
    for (int i = 0; i < result.length; i++) {
      int out = i / COLUMNS / ROWS;
      double sum = bias[out];
      for (int j = 0; j < IN * 9; j++) {
        int row = i / COLUMNS % ROWS + j / 3 % 3 - 1;
        int column = i % COLUMNS + j % 3 - 1;
        if (row >= 0 && row < ROWS && column >= 0 && column < COLUMNS) {
          sum += weights[out * IN * 9 + j] * x[(j / 9 * ROWS + row) * COLUMNS + column];
        }
      }
      result[i] = (float) sum;
    }
    return result;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] random(long seed, int count) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
