package org.vitrail.inference.model.weights.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.EscapedText;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.UnreadTensor;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * One tensor of a safetensors header.
 *
 * @param typeName as the header has it; the format adds types as time goes on
 * @param begin of its bytes behind the header
 */
record TensorEntry(String name, String typeName, long[] shape, long begin, long end) {
  private static final int MAX_TYPE_CHARACTERS = 40;

  static TensorEntry of(Path file, String name, JsonNode node) {
    JsonNode offsets = node.path("data_offsets");
    if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw error(file, name, "has no shape or data_offsets.");
    }
    String type = node.path("dtype").asText();
    if (!node.path("dtype").isTextual() || type.isBlank() || type.length() > MAX_TYPE_CHARACTERS) {
      throw error(
          file,
          name,
          "has no dtype but "
              + EscapedText.text(node.path("dtype").toString(), MAX_TYPE_CHARACTERS)
              + ".");
    }
    JsonNode sizes = node.get("shape");
    if (sizes.size() > WeightTensor.MAX_AXES) {
      throw error(
          file,
          name,
          "has " + sizes.size() + " axes; at most " + WeightTensor.MAX_AXES + " are read.");
    }
    long[] shape = new long[sizes.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = wholeNumber(file, name, sizes.get(axis));
    }
    long begin = wholeNumber(file, name, offsets.get(0));
    long end = wholeNumber(file, name, offsets.get(1));
    TensorEntry entry = new TensorEntry(name, type, shape, begin, end);
    entry.checkByteCount(file);
    return entry;
  }

  private static long wholeNumber(Path file, String name, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw error(
          file,
          name,
          "has '"
              + EscapedText.text(node.asText(), MAX_TYPE_CHARACTERS)
              + "' where a size is expected.");
    }
    return node.longValue();
  }

  /** The elements' bytes must be those between the offsets, as far as the type's size is known. */
  private void checkByteCount(Path file) {
    long has = end - begin;
    OptionalInt bits =
        readType()
            .map(type -> OptionalInt.of(Byte.SIZE * type.byteCount()))
            .orElseGet(() -> UnreadTensor.bits(typeName));
    try {
      long needed = Math.multiplyExact(elementCount(), (long) bits.orElse(0));
      boolean fits = bits.isEmpty() || needed == Math.multiplyExact(has, (long) Byte.SIZE);
      if (has < 0 || !fits) {
        throw error(file, name, "needs " + needed / Byte.SIZE + " bytes but has " + has + ".");
      }
    } catch (ArithmeticException e) {
      throw error(file, name, "has an impossible shape.");
    }
  }

  /**
   * @throws ArithmeticException for sizes that no tensor has, whether or not one of them is zero
   */
  private long elementCount() {
    long count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, Math.max(1, size));
    }
    return Arrays.stream(shape).anyMatch(size -> size == 0) ? 0 : count;
  }

  private Optional<TensorType> readType() {
    return Arrays.stream(TensorType.values())
        .filter(type -> type.name().equals(typeName))
        .findAny();
  }

  StoredTensor tensor(Path file, Storage storage) {
    Optional<TensorType> type = readType();
    try {
      return type.isPresent()
          ? WeightTensor.contiguous(type.get(), shape, storage)
          : new UnreadTensor(typeName, shape, storage.byteCount(), storage);
    } catch (IllegalArgumentException e) {
      throw error(file, name, e.getMessage());
    }
  }

  /** How an error calls it. */
  String title() {
    return title(name);
  }

  private static String title(String name) {
    return "tensor '" + TensorNames.shown(name) + "'";
  }

  private static CheckpointException error(Path file, String name, String problem) {
    return new CheckpointException(file, title(name) + " " + problem);
  }
}
