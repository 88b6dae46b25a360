package org.vitrail.inference.model.weights.file;

import java.util.Optional;

/**
 * What a file of weights says of one tensor, whether or not networks here compute with its type.
 */
public sealed interface StoredTensor permits WeightTensor, UnreadTensor {
  /**
   * The element type's name: {@code f32}, or what the file itself calls a type that is not read.
   */
  String typeName();

  /** Sizes; empty for a scalar. */
  long[] shape();

  /** Number of elements. */
  long elementCount();

  /** Bytes of the elements themselves. */
  long byteCount();

  /** This, if networks here compute with its type. */
  Optional<WeightTensor> asWeights();

  /** Where they lie; several tensors may share it. */
  Storage storage();
}
