package org.vitrail.inference.model.codec.vqgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * A picture is the same by whatever layout its network was stored: PyTorch chooses its way of
 * multiplying by width, number of threads and order of axes, and not every way is right.
 */
@Tag("slow")
class VqganWidthsTest {
  private static final int SIDE = 16;
  private static final int CODES = 64;

  /** The plain sums of a width, which take longer than all that is compared with them. */
  private static final Map<Integer, double[]> EXPECTED = new HashMap<>();

  @ParameterizedTest(name = "width {0}, {1} threads")
  @CsvSource({
    "8, 1", "8, 2", "32, 2", "40, 1", "40, 2", "64, 2", "72, 1", "72, 2", "100, 1", "100, 2",
    "104, 1", "104, 2", "200, 1", "200, 2", "256, 2"
  })
  void every_layout_gives_the_pixels_of_the_plain_sums(int width, int threads) {
    VqganConfig config = new VqganConfig(32, List.of(1), 1, List.of(), SIDE, width, width, CODES);
    Map<String, float[]> weights = new LinkedHashMap<>();
    Map<String, long[]> shapes = config.weights().all();
    shapes.forEach((name, shape) -> weights.put(name, random(name, shape)));
    int[] tokens = new Random(3).ints(SIDE * SIDE, 0, CODES).toArray();
    double[] expected =
        EXPECTED.computeIfAbsent(width, each -> new PlainVqgan(weights, SIDE).decode(tokens));

    RunOptions options = new RunOptions(ComputeDevice.CPU, Precision.F32, threads);
    try (TensorEngine engine = TensorEngine.start(options, Long.MAX_VALUE)) {
      for (Map<String, WeightTensor> stored : layouts(weights, shapes)) {
        float[] pixels = decode(engine, config, stored, tokens);
        assertThat(pixels).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) pixels[i]).isCloseTo(expected[i], Offset.offset(1e-3));
        }
      }
    }
  }

  private static float[] decode(
      TensorEngine engine, VqganConfig config, Map<String, WeightTensor> stored, int[] tokens) {
    try (Vqgan vqgan =
            Vqgan.named(
                engine, Optional.of(config), PixelRange.UNIT, TensorType.F32, "a test", stored);
        TensorScope scope = engine.open()) {
      return vqgan.decode(scope, new int[][] {tokens}, SIDE).floats();
    }
  }

  /** Taming-transformers' and vqgan-jax's, and one whose axes all lie the other way round. */
  private static List<Map<String, WeightTensor>> layouts(
      Map<String, float[]> weights, Map<String, long[]> shapes) {
    Map<String, WeightTensor> plain = new LinkedHashMap<>();
    Map<String, WeightTensor> flax = new LinkedHashMap<>();
    Map<String, WeightTensor> reversed = new LinkedHashMap<>();
    weights.forEach(
        (name, values) -> {
          WeightTensor tensor = tensor(values, shapes.get(name));
          plain.put(name, tensor);
          boolean isConv = shapes.get(name).length == 4;
          flax.put(flaxName(name, isConv), isConv ? copied(tensor, 2, 3, 1, 0) : tensor);
          int axes = shapes.get(name).length;
          int[] backwards = new int[axes];
          Arrays.setAll(backwards, axis -> axes - 1 - axis);
          reversed.put(name, copied(tensor, backwards).permuted(backwards));
        });
    return List.of(plain, flax, reversed);
  }

  private static String flaxName(String name, boolean isConv) {
    if (name.equals("quantize.embedding.weight")) {
      return "quantize.embedding.embedding";
    }
    return name.replaceAll("(up|down|block|attn)\\.(\\d)", "$1_$2")
        .replaceAll("weight$", isConv ? "kernel" : "scale");
  }

  private static float[] random(String name, long[] shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int inputs = shape.length == 4 ? count / (int) shape[0] : 1;
    Random random = new Random(name.hashCode());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
    }
    return values;
  }

  private static WeightTensor tensor(float[] values, long[] shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return WeightTensor.contiguous(TensorType.F32, shape, Storage.of(bytes.flip()));
  }

  /** The elements with their axes in another order, stored in it. */
  private static WeightTensor copied(WeightTensor tensor, int... axes) {
    WeightTensor permuted = tensor.permuted(axes);
    return WeightTensor.contiguous(permuted.type(), permuted.shape(), Storage.of(permuted.bytes()));
  }
}
