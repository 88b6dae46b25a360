package org.vitrail.inference.model.weights.torch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.UnreadTensor;

/**
 * What a pickle says of a storage.
 *
 * @param elementName PyTorch's name of its elements' type; {@code ""} if it counts bytes
 */
record StorageId(String elementName, String key, long elementCount) {
  /** Reads {@code ('storage', type, key, place, count[, None])}; empty if it is not that. */
  static Optional<StorageId> of(PersistentId id) {
    return id.value() instanceof List<?> parts
            && parts.size() >= 5
            && "storage".equals(parts.get(0))
            && parts.get(1) instanceof PickleGlobal type
            && TorchTypes.isStorage(type)
            && parts.get(2) instanceof String key
            && parts.get(4) instanceof Long elementCount
            && elementCount >= 0
            && (parts.size() == 5 || parts.get(5) == null)
        ? Optional.of(
            new StorageId(
                TorchTypes.isUntyped(type) ? "" : TorchTypes.elementName(type), key, elementCount))
        : Optional.empty();
  }

  /**
   * Bytes of the storage; empty for a type whose size nobody here knows.
   *
   * @throws ArithmeticException if there are more than any file has
   */
  OptionalLong byteCount() {
    if (elementName.isEmpty()) {
      return OptionalLong.of(elementCount);
    }
    Optional<TensorType> type = TorchTypes.type(elementName);
    if (type.isPresent()) {
      return OptionalLong.of(Math.multiplyExact(elementCount, (long) type.get().byteCount()));
    }
    return UnreadTensor.bits(elementName).isPresent()
        ? OptionalLong.of(
            Math.multiplyExact(
                elementCount, (long) UnreadTensor.bits(elementName).getAsInt() / Byte.SIZE))
        : OptionalLong.empty();
  }
}
