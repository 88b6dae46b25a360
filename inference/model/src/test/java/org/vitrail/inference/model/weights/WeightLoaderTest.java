package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

class WeightLoaderTest {
  private static TensorEngine engine;

  @BeforeAll
  static void open() {
    engine = TensorEngine.start(RunOptions.REFERENCE, Long.MAX_VALUE);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /**
   * Axes as they lie in a file, then the order in which a program wants them: Flax convolutions,
   * dense layers, and axes of size 1, whose strides mean nothing and yet decide how PyTorch
   * multiplies.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "40 100 / 0 1", "40 100 / 1 0", "3 3 40 72 / 3 2 0 1", "1 1 40 72 / 3 2 0 1",
        "1 1 40 40 / 3 2 1 0", "1 1 1 72 / 3 2 0 1", "1 1 40 1 / 3 2 0 1", "40 1 72 / 1 2 0",
        "72 40 1 1 / 0 1 2 3", "72 / 0", "1 / 0", "2 3 4 / 2 0 1"
      })
  void a_program_sees_every_weight_row_by_row_however_it_was_stored(String layout) {
    String[] parts = layout.split(" / ");
    long[] stored = Stream.of(parts[0].split(" ")).mapToLong(Long::parseLong).toArray();
    int[] order = Stream.of(parts[1].split(" ")).mapToInt(Integer::parseInt).toArray();
    int count = (int) Arrays.stream(stored).reduce(1, (a, b) -> a * b);
    WeightTensor tensor =
        WeightTensor.contiguous(TensorType.F32, stored, Storage.of(ByteBuffer.allocate(4 * count)))
            .permuted(order);

    assertThat(strides(tensor)).containsExactly(rowMajor(tensor.shape()));
  }

  private static long[] strides(WeightTensor tensor) {
    try (Program program = engine.load("strides.py");
        TensorScope scope = engine.open()) {
      WeightLoader.load(engine, program, "a test", Map.of("layer.weight", tensor));
      return program.tensor(scope, "of_it", 0).longs();
    }
  }

  private static long[] rowMajor(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return strides;
  }
}
