package org.vitrail.inference.model.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that weights pass through on their way into a program: files are read straight into it,
 * and tensors are views of it. It belongs to PyTorch, so it is freed at once and not when Java's
 * collector gets round to it.
 */
public final class StagingArea implements AutoCloseable {
  private final NDManager manager;
  private final Program views;
  private final ByteBuffer memory;

  StagingArea(NDManager parent, Program views, int byteCount) {
    this.manager = parent.newSubManager(Device.cpu());
    this.views = views;
    NDArray bytes = manager.create(new Shape(Math.max(1, byteCount)), DataType.UINT8);
    this.memory = JniUtils.getByteBuffer((PtNDArray) bytes, true);
    if (!memory.isDirect()) {
      throw new IllegalStateException("PyTorch's memory cannot be written from Java.");
    }
  }

  /** A part of the memory, little-endian, to read a tensor into. */
  public ByteBuffer bytes(int begin, int byteCount) {
    return memory.slice(begin, byteCount).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A tensor over a part of the memory, its elements row by row whatever their order in the file.
   * On a processor what is stored row by row is no copy, so it is valid until the part is written
   * again.
   *
   * @param bytes from the first element to the last
   * @param strides elements from one index of an axis to the next
   */
  public Tensor view(
      TensorScope scope, ByteBuffer bytes, TensorType type, long[] shape, long[] strides) {
    Shape flat = new Shape(bytes.remaining() / type.byteCount());
    Tensor elements = new Tensor(scope.manager().create(bytes, flat, type.djlType()));
    return views.tensor(scope, "row_major", elements, shape, strides);
  }

  /** Whether no element is infinite or not a number. */
  public boolean isFinite(Tensor tensor) {
    return views.truth("finite", tensor);
  }

  @Override
  public void close() {
    manager.close();
  }
}
