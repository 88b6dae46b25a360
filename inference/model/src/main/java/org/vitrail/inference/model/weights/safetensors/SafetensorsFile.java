package org.vitrail.inference.model.weights.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.StrictJson;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Reads the safetensors format: a length, a JSON header, and the tensors' bytes without holes. */
public final class SafetensorsFile {
  /** The format's own bound. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

  private SafetensorsFile() {}

  /**
   * All tensors of a file by name, in the order of their bytes.
   *
   * @throws CheckpointException if the file is cut short or malformed
   */
  public static Map<String, WeightTensor> read(FileBytes bytes) {
    Path file = bytes.file();
    if (bytes.size() < 8) {
      throw new CheckpointException(
          file, "has " + bytes.size() + " bytes, too few for a safetensors file; fetch it again.");
    }
    long headerBytes = bytes.read(0, 8).getLong();
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > bytes.size() - 8) {
      throw new CheckpointException(
          file,
          "is none of the files of weights that are known here (safetensors, PyTorch, TorchScript,"
              + " Flax msgpack), or was cut short: as a safetensors file its header claims "
              + Long.toUnsignedString(headerBytes)
              + " bytes of "
              + bytes.size()
              + ". Fetch it again, or check which file is meant.");
    }
    List<Entry> entries = header(file, bytes.read(8, (int) headerBytes).array());
    long start = 8 + headerBytes;
    checkCover(file, entries, bytes.size() - start);
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Storage storage =
          bytes.region(
              start + entry.begin(), entry.end() - entry.begin(), "tensor '" + entry.name() + "'");
      tensors.put(entry.name(), WeightTensor.contiguous(entry.type(), entry.shape(), storage));
    }
    return tensors;
  }

  private static List<Entry> header(Path file, byte[] text) {
    JsonNode header;
    try {
      header = StrictJson.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "its header is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file, "its header is not JSON: " + e.getMessage(), e);
    }
    if (header == null || !header.isObject()) {
      throw new CheckpointException(file, "its header is not a JSON object.");
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals("__metadata__")) {
        entries.add(entry(file, field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return entries;
  }

  private static Entry entry(Path file, String name, JsonNode node) {
    JsonNode offsets = node.path("data_offsets");
    if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new CheckpointException(file, "tensor '" + name + "' has no shape or data_offsets.");
    }
    TensorType type = type(file, name, node.path("dtype").asText());
    long[] shape = new long[node.get("shape").size()];
    long byteCount = type.byteCount();
    try {
      for (int i = 0; i < shape.length; i++) {
        shape[i] = wholeNumber(file, name, node.get("shape").get(i));
        byteCount = Math.multiplyExact(byteCount, shape[i]);
      }
    } catch (ArithmeticException e) {
      throw new CheckpointException(file, "tensor '" + name + "' has an impossible shape.", e);
    }
    long begin = wholeNumber(file, name, offsets.get(0));
    long end = wholeNumber(file, name, offsets.get(1));
    if (end - begin != byteCount) {
      throw new CheckpointException(
          file,
          "tensor '" + name + "' needs " + byteCount + " bytes but has " + (end - begin) + ".");
    }
    return new Entry(name, type, shape, begin, end);
  }

  private static TensorType type(Path file, String name, String type) {
    try {
      return TensorType.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          file, "tensor '" + name + "' has the unsupported type '" + type + "'.", e);
    }
  }

  private static long wholeNumber(Path file, String name, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new CheckpointException(
          file, "tensor '" + name + "' has '" + node.asText() + "' where a size is expected.");
    }
    return node.longValue();
  }

  private static void checkCover(Path file, List<Entry> entries, long byteCount) {
    long covered = 0;
    for (Entry entry : entries) {
      if (entry.begin() != covered) {
        throw new CheckpointException(
            file, "tensor '" + entry.name() + "' overlaps its neighbour or leaves a hole.");
      }
      covered = entry.end();
    }
    if (covered != byteCount) {
      throw new CheckpointException(
          file,
          "has "
              + byteCount
              + " bytes of tensors where its header lists "
              + covered
              + (covered > byteCount ? "; it was cut short. Fetch it again." : "."));
    }
  }
}
