package org.vitrail.inference.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Weights that nobody trained, of a size that keeps a network's numbers ordinary: for timing a
 * network whose files are not here. They are computed as they are read and take no memory.
 */
public final class RandomWeights {
  private RandomWeights() {}

  /** A tensor of f32 for every name of a table. */
  public static Map<String, WeightTensor> of(WeightTable table) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    table
        .all()
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    WeightTensor.contiguous(TensorType.F32, shape, new Uniform(name, shape))));
    return tensors;
  }

  /** One number for every name of a table: for going through a network's preparation without it. */
  public static Map<String, WeightTensor> placeholders(WeightTable table) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    long[] one = {1};
    table
        .all()
        .keySet()
        .forEach(
            name ->
                tensors.put(
                    name, WeightTensor.contiguous(TensorType.F32, one, new Uniform(name, one))));
    return tensors;
  }

  /** Numbers around a mean, the same ones for a name each time. */
  private static final class Uniform implements Storage {
    private final long key;
    private final long count;
    private final float mean;
    private final float width;

    Uniform(String name, long[] shape) {
      long elements = 1;
      for (long size : shape) {
        elements *= size;
      }
      boolean scale = shape.length == 1 && name.endsWith("weight");
      double inputs = shape.length < 2 ? 1 : (double) elements / shape[0];
      this.key = name.hashCode() * 0x9E3779B97F4A7C15L;
      this.count = elements;
      this.mean = scale ? 1 : 0;
      // A layer of n inputs keeps the size of its input with a variance of 1/n.
      this.width = shape.length < 2 ? .05f : (float) Math.sqrt(3 / inputs);
    }

    @Override
    public long byteCount() {
      return count * Float.BYTES;
    }

    @Override
    public void read(long position, ByteBuffer into) {
      ByteBuffer floats = into.order(ByteOrder.LITTLE_ENDIAN);
      for (long i = position / Float.BYTES; floats.hasRemaining(); i++) {
        long z = (key + i) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 31)) * 0x94D049BB133111EBL;
        floats.putFloat(mean + width * ((z >> 40) * 0x1.0p-23f));
      }
    }
  }
}
