package org.vitrail.inference.model.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Weights and inputs that follow from their names, so that a reference run and this program compute
 * with the same numbers without sharing a file: FNV-1a of the name, then SplitMix64.
 */
public final class FillRule {
  private FillRule() {}

  /** Values of an input: {@code (2u − 1) · scale} for each element. */
  public static float[] input(String name, int count, double scale) {
    return fill(name, count, scale, 0);
  }

  /** All tensors of a table, under {@code prefix + name}, keyed without the prefix. */
  public static Map<String, WeightTensor> weights(WeightTable table, String prefix, double scale) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    table
        .all()
        .forEach(
            (name, shape) -> {
              int count = 1;
              for (long size : shape) {
                count *= (int) size;
              }
              boolean normScale = shape.length == 1 && name.endsWith("weight");
              float[] values = fill(prefix + name, count, scale, normScale ? 1 : 0);
              ByteBuffer bytes =
                  ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(values);
              tensors.put(name, WeightTensor.contiguous(TensorType.F32, shape, Storage.of(bytes)));
            });
    return tensors;
  }

  private static float[] fill(String name, int count, double scale, double added) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      long z = hash + (i + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      double u = (z >>> 40) / (double) (1 << 24);
      values[i] = (float) ((2 * u - 1) * scale + added);
    }
    return values;
  }
}
