package org.vitrail.inference.model.weights.file;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A tensor of a type that no network here computes with, known by name only: formats add types
 * (eight bits and fewer, unsigned, complex, quantised) as hardware learns them.
 *
 * @param typeName as the file gives it
 * @param byteCount of the elements, as far as the file tells
 */
public record UnreadTensor(String typeName, long[] shape, long byteCount, Storage storage)
    implements StoredTensor {

  /** Bits of an element, by the names of safetensors, PyTorch and NumPy. */
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("F4", 4),
          Map.entry("F6_E2M3", 6),
          Map.entry("F6_E3M2", 6),
          Map.entry("F8_E4M3", 8),
          Map.entry("F8_E5M2", 8),
          Map.entry("F8_E8M0", 8),
          Map.entry("F8_E4M3FNUZ", 8),
          Map.entry("F8_E5M2FNUZ", 8),
          Map.entry("U16", 16),
          Map.entry("U32", 32),
          Map.entry("U64", 64),
          Map.entry("C64", 64),
          Map.entry("float8_e4m3fn", 8),
          Map.entry("float8_e5m2", 8),
          Map.entry("float8_e4m3fnuz", 8),
          Map.entry("float8_e5m2fnuz", 8),
          Map.entry("float8_e8m0fnu", 8),
          Map.entry("uint16", 16),
          Map.entry("uint32", 32),
          Map.entry("uint64", 64),
          Map.entry("complex32", 32),
          Map.entry("complex64", 64),
          Map.entry("complex128", 128),
          Map.entry("qint8", 8),
          Map.entry("quint8", 8),
          Map.entry("qint32", 32));

  /**
   * @throws IllegalArgumentException if no tensor can have the shape
   */
  public UnreadTensor {
    WeightTensor.checkAxes(shape.length);
    count(typeName, shape);
  }

  /** Bits of an element; empty for a type that nobody listed here. */
  public static OptionalInt bits(String typeName) {
    Integer bits = BITS.get(typeName);
    return bits == null ? OptionalInt.empty() : OptionalInt.of(bits);
  }

  @Override
  public Optional<WeightTensor> asWeights() {
    return Optional.empty();
  }

  @Override
  public long elementCount() {
    return count(typeName, shape);
  }

  private static long count(String typeName, long[] shape) {
    long count = 1;
    try {
      for (long size : shape) {
        if (size < 0) {
          throw new ArithmeticException("negative");
        }
        count = Math.multiplyExact(count, size);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "A tensor "
              + TensorNames.shown(typeName)
              + Arrays.toString(shape)
              + " has an impossible shape.",
          e);
    }
    return count;
  }

  @Override
  public String toString() {
    return TensorNames.shown(typeName) + Arrays.toString(shape);
  }
}
