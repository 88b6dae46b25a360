package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear layers by every kernel, with a bias and without, against sums in f64. */
class LinearsTest {
  private static final int ROWS = 3;
  private static final int IN = 64;
  private static final int OUT = 40;

  /** Rows of very different sizes, as int8 scales each by its largest number. */
  private static final float[] SIZES = {.01f, 1, 30};

  @ParameterizedTest
  @CsvSource({"F32, 1e-4", "BF16, .05", "F16, .01", "INT8, .08"})
  void a_layer_adds_its_bias(Precision precision, double tolerance) {
    Random random = new Random(7);
    float[] weight = gaussian(random, OUT * IN);
    float[] bias = gaussian(random, OUT);
    float[] x = gaussian(random, ROWS * IN);
    for (int i = 0; i < x.length; i++) {
      x[i] *= SIZES[i / IN];
    }

    float[] given;
    RunOptions options = new RunOptions(ComputeDevice.CPU, precision, 0);
    try (TensorEngine engine = TensorEngine.start(options, Long.MAX_VALUE);
        Program program = engine.loadWithLinears("biased.py");
        TensorScope scope = engine.open()) {
      program.number("load", scope.floats(weight, OUT, IN), scope.floats(bias, OUT));
      given = program.tensor(scope, "run", scope.floats(x, ROWS, IN)).floats();
    }

    for (int row = 0; row < ROWS; row++) {
      // Rounding grows with what is added up: eight of it by chance.
      double allowed = tolerance * (8 * SIZES[row] + 1);
      for (int out = 0; out < OUT; out++) {
        double sum = 0;
        for (int in = 0; in < IN; in++) {
          sum += (double) x[row * IN + in] * weight[out * IN + in];
        }
        int at = row * OUT + out;
        assertThat((double) given[at]).isCloseTo(sum, within(allowed));
        assertThat((double) given[ROWS * OUT + at]).isCloseTo(sum + bias[out], within(allowed));
      }
    }
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
