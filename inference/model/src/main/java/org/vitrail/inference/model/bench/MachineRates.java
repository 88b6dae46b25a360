package org.vitrail.inference.model.bench;

import java.util.Arrays;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * What this machine does at best, measured now and with the kernels that the networks use.
 *
 * @param bytesPerSecond reading memory
 * @param linearOperationsPerSecond of a large linear layer in the chosen precision
 * @param convolutionOperationsPerSecond of a large convolution as the VQGAN has them
 */
public record MachineRates(
    double bytesPerSecond,
    double linearOperationsPerSecond,
    double convolutionOperationsPerSecond) {
  private static final int REPEATS = 7;

  /** Measures for a second or two. */
  public static MachineRates measure(TensorEngine engine) {
    return new MachineRates(readRate(engine), linearRate(engine), convolutionRate(engine));
  }

  /** The least milliseconds for a stage. */
  double floor(Workload.Cost cost) {
    double rate = cost.convolutions() ? convolutionOperationsPerSecond : linearOperationsPerSecond;
    return 1e3 * Math.max(cost.operations() / rate, cost.bytes() / bytesPerSecond);
  }

  private static double readRate(TensorEngine engine) {
    int floats = 64 << 20;
    try (Program program = engine.load("shared/rates.py");
        TensorScope scope = engine.open()) {
      Tensor x = program.tensor(scope, "memory", floats);
      return 4.0 * floats / best(scope, program, "read", x);
    }
  }

  private static double linearRate(TensorEngine engine) {
    int size = 2048;
    int rows = 512;
    try (Program program = engine.loadWithLinears("shared/linear_rate.py");
        TensorScope scope = engine.open()) {
      program.number("load", scope.floats(ramp(size * size), size, size));
      Tensor x = scope.floats(ramp(rows * size), rows, size);
      return 2.0 * rows * size * size / best(scope, program, "run", x);
    }
  }

  private static double convolutionRate(TensorEngine engine) {
    int channels = 128;
    int side = 64;
    int images = 4;
    try (Program program = engine.load("shared/rates.py");
        TensorScope scope = engine.open()) {
      Tensor x = scope.floats(ramp(images * channels * side * side), images, channels, side, side);
      Tensor w = scope.floats(ramp(channels * channels * 9), channels, channels, 3, 3);
      program.number("load", x, w, engine.pictureType().scriptCode());
      double operations = 2.0 * images * channels * channels * 9 * side * side;
      return operations / best(scope, program, "convolve");
    }
  }

  /** Seconds of the fastest of several calls. */
  private static double best(
      TensorScope scope, Program program, String method, Object... arguments) {
    double[] seconds = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      program.tensor(scope, method, arguments);
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    return Arrays.stream(seconds).min().getAsDouble();
  }

  /** Ordinary numbers: zeros and subnormals would be computed at another speed. */
  private static float[] ramp(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 17 - 8) / 16f;
    }
    return values;
  }
}
