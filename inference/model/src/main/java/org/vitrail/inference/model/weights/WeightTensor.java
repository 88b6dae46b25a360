package org.vitrail.inference.model.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vitrail.inference.model.tensor.TensorType;

/**
 * One named tensor of a checkpoint, still on disk.
 *
 * @param type element type
 * @param shape sizes, row-major; empty for a scalar
 * @param bytes the elements, little-endian, memory-mapped
 */
public record WeightTensor(TensorType type, long[] shape, ByteBuffer bytes) {
  public WeightTensor {
    long needed = type.byteCount();
    for (long size : shape) {
      needed = Math.multiplyExact(needed, size);
    }
    if (bytes.remaining() != needed) {
      throw new IllegalArgumentException(
          "A tensor "
              + type
              + Arrays.toString(shape)
              + " needs "
              + needed
              + " bytes, not "
              + bytes.remaining()
              + ".");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WeightTensor that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
