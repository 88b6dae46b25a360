package org.vitrail.inference.model.weights.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vitrail.inference.model.tensor.TensorType;

/**
 * One tensor of a checkpoint, still on disk: a view of a storage, as PyTorch has it. Several
 * tensors may share a storage.
 *
 * @param type element type
 * @param shape sizes; empty for a scalar
 * @param strides elements from one index of an axis to the next
 * @param offset elements before the first one
 * @param storage the elements' bytes, little-endian
 */
public record WeightTensor(
    TensorType type, long[] shape, long[] strides, long offset, Storage storage)
    implements StoredTensor {

  /** PyTorch and NumPy allow no more. */
  public static final int MAX_AXES = 64;

  /**
   * @throws IllegalArgumentException if an element would lie outside the storage
   */
  public WeightTensor {
    checkAxes(shape.length);
    if (shape.length != strides.length) {
      throw new IllegalArgumentException(
          "A tensor "
              + type
              + Arrays.toString(shape)
              + " has "
              + strides.length
              + " strides; each axis has one.");
    }
    long extent = extent(type, shape, strides, offset);
    long needed = bytes(type, offset, extent);
    if (needed > storage.byteCount()) {
      throw new IllegalArgumentException(
          "A tensor "
              + type
              + Arrays.toString(shape)
              + " needs "
              + needed
              + " bytes, not "
              + storage.byteCount()
              + ".");
    }
    // Elements that lie upon each other would make a small file fill the memory.
    if (count(type, shape) > extent) {
      throw new IllegalArgumentException(
          "A tensor " + type + Arrays.toString(shape) + " has elements that share their place.");
    }
  }

  static void checkAxes(int count) {
    if (count > MAX_AXES) {
      throw new IllegalArgumentException(
          "A tensor has " + count + " axes; at most " + MAX_AXES + " are read.");
    }
  }

  private static long count(TensorType type, long[] shape) {
    long count = 1;
    try {
      for (long size : shape) {
        count = Math.multiplyExact(count, size);
      }
    } catch (ArithmeticException e) {
      throw impossible(type, shape, e);
    }
    return count;
  }

  /** A tensor whose elements lie row by row and fill the storage from its start. */
  public static WeightTensor contiguous(TensorType type, long[] shape, Storage storage) {
    checkAxes(shape.length);
    return new WeightTensor(type, shape, rowMajor(type, shape), 0, storage);
  }

  private static long[] rowMajor(TensorType type, long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    try {
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride = Math.multiplyExact(stride, Math.max(1, shape[axis]));
      }
    } catch (ArithmeticException e) {
      throw impossible(type, shape, e);
    }
    return strides;
  }

  /** Elements from the first to the last, those between included. */
  private static long extent(TensorType type, long[] shape, long[] strides, long offset) {
    long last = 0;
    boolean empty = false;
    try {
      for (int axis = 0; axis < shape.length; axis++) {
        if (shape[axis] < 0 || strides[axis] < 0) {
          throw impossible(type, shape, null);
        }
        empty |= shape[axis] == 0;
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[axis] - 1), strides[axis]));
      }
      if (offset < 0 || Math.addExact(last, offset) == Long.MAX_VALUE) {
        throw impossible(type, shape, null);
      }
    } catch (ArithmeticException e) {
      throw impossible(type, shape, e);
    }
    return empty ? 0 : last + 1;
  }

  private static long bytes(TensorType type, long offset, long extent) {
    try {
      return extent == 0
          ? 0
          : Math.multiplyExact(Math.addExact(offset, extent), (long) type.byteCount());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "A tensor of " + extent + " elements at " + offset + " is impossible.", e);
    }
  }

  private static IllegalArgumentException impossible(
      TensorType type, long[] shape, ArithmeticException cause) {
    return new IllegalArgumentException(
        "A tensor " + type + Arrays.toString(shape) + " has an impossible shape or place.", cause);
  }

  @Override
  public String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<WeightTensor> asWeights() {
    return Optional.of(this);
  }

  @Override
  public long elementCount() {
    return count(type, shape);
  }

  @Override
  public long byteCount() {
    return Math.multiplyExact(elementCount(), (long) type.byteCount());
  }

  /** Bytes of the storage from the first element to the last, those between included. */
  public long extentBytes() {
    return extent(type, shape, strides, offset) * type.byteCount();
  }

  /** Reads the extent, whose size is {@link #extentBytes}. */
  public void readExtent(ByteBuffer into) {
    storage.read(offset * type.byteCount(), into);
  }

  /** The part at an index of the first axis, without that axis. */
  public WeightTensor at(long index) {
    if (shape.length == 0 || index < 0 || index >= shape[0]) {
      throw new IllegalArgumentException("A tensor " + this + " has no part " + index + ".");
    }
    return new WeightTensor(
        type,
        Arrays.copyOfRange(shape, 1, shape.length),
        Arrays.copyOfRange(strides, 1, strides.length),
        offset + index * strides[0],
        storage);
  }

  /** The parts from an index of the first axis up to, and without, another. */
  public WeightTensor rows(long from, long to) {
    if (shape.length == 0 || from < 0 || to < from || to > shape[0]) {
      throw new IllegalArgumentException(
          "A tensor " + this + " has no parts " + from + " to " + to + ".");
    }
    long[] cut = shape.clone();
    cut[0] = to - from;
    return new WeightTensor(type, cut, strides, offset + from * strides[0], storage);
  }

  /** The same elements with the axes in another order. */
  public WeightTensor permuted(int... axes) {
    if (axes.length != shape.length
        || !Arrays.equals(
            Arrays.stream(axes).sorted().toArray(), IntStream.range(0, axes.length).toArray())) {
      throw new IllegalArgumentException(
          "The axes of a tensor " + this + " cannot be put as " + Arrays.toString(axes) + ".");
    }
    long[] newShape = Arrays.stream(axes).mapToLong(axis -> shape[axis]).toArray();
    long[] newStrides = Arrays.stream(axes).mapToLong(axis -> strides[axis]).toArray();
    return new WeightTensor(type, newShape, newStrides, offset, storage);
  }

  /**
   * Tensors of one type and width, one under the other.
   *
   * @throws IllegalArgumentException if they do not fit or their rows are not in order
   */
  public static WeightTensor rows(List<WeightTensor> parts) {
    WeightTensor first = parts.get(0);
    long[] shape = first.shape.clone();
    shape[0] = 0;
    List<Storage> storages = new ArrayList<>();
    for (WeightTensor part : parts) {
      if (part.type != first.type
          || !Arrays.equals(part.shape, 1, part.shape.length, first.shape, 1, first.shape.length)
          || !part.isContiguous()) {
        throw new IllegalArgumentException(
            "A tensor " + part + " cannot stand under a tensor " + first + ".");
      }
      shape[0] += part.shape[0];
      storages.add(
          Storage.part(part.storage, part.offset * part.type.byteCount(), part.byteCount()));
    }
    return contiguous(first.type, shape, Storage.joined(storages));
  }

  private boolean isContiguous() {
    long[] expected = rowMajor(type, shape);
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] > 1 && strides[axis] != expected[axis]) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the elements, row by row, little-endian; of at most 2 GiB. */
  public ByteBuffer bytes() {
    ByteBuffer extent =
        ByteBuffer.allocate(Math.toIntExact(extentBytes())).order(ByteOrder.LITTLE_ENDIAN);
    readExtent(extent);
    extent.flip();
    if (isContiguous()) {
      return extent;
    }
    ByteBuffer gathered =
        ByteBuffer.allocate(Math.toIntExact(byteCount())).order(ByteOrder.LITTLE_ENDIAN);
    gather(extent, gathered, 0, 0);
    return gathered.flip();
  }

  private void gather(ByteBuffer from, ByteBuffer into, int axis, long element) {
    if (axis == shape.length) {
      int size = type.byteCount();
      into.put(from.slice((int) element * size, size));
      return;
    }
    for (long i = 0; i < shape[axis]; i++) {
      gather(from, into, axis + 1, element + i * strides[axis]);
    }
  }

  /** Whether type, shape and elements are equal, wherever they lie. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WeightTensor that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && bytes().equals(that.bytes());
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
