package org.vitrail.inference.model.tensor;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.util.Map;

/** Numbers on the device, handed from program to program; freed with the scope they live in. */
public final class Tensor {
  private final NDArray array;
  private final boolean recorded;

  Tensor(NDArray array) {
    this(array, false);
  }

  private Tensor(NDArray array, boolean recorded) {
    this.array = array;
    this.recorded = recorded;
  }

  /** One through which gradients flow. */
  static Tensor recorded(NDArray array) {
    return new Tensor(array, true);
  }

  boolean isRecorded() {
    return recorded;
  }

  NDArray array() {
    return array;
  }

  /** Size along an axis. */
  public int size(int axis) {
    return Math.toIntExact(array.getShape().get(axis));
  }

  /** A copy of the elements, row-major, of a tensor of f32. */
  public float[] floats() {
    return array.toFloatArray();
  }

  /** A copy of the elements, row-major, of a tensor of i64. */
  public long[] longs() {
    return array.toLongArray();
  }

  /** A copy of the elements as they lie in memory, row-major. */
  public ByteBuffer bytes() {
    return array.toByteBuffer();
  }

  /** Element type. */
  public TensorType type() {
    return TensorType.of(array.getDataType());
  }

  /** Size along each axis. */
  public long[] shape() {
    return array.getShape().getShape();
  }

  /** The part at an index of the first axis. */
  public Tensor at(int index) {
    return new Tensor(array.get(index), recorded);
  }

  /** Named tensors, as a program's {@code load} takes them. */
  public record Named(Map<String, Tensor> tensors) {}
}
