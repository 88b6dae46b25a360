package org.vitrail.inference.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;

/**
 * Reads the safetensors format: a length, a JSON header, and the tensors' bytes without holes. The
 * bytes are mapped tensor by tensor, not read, so only a single tensor is bound to 2 GiB.
 */
public final class SafetensorsFile {
  /** The format's own bound. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

  private SafetensorsFile() {}

  /**
   * All tensors of a file by name, in the order of their bytes.
   *
   * @throws CheckpointException if the file is missing, cut short or malformed
   */
  public static Map<String, WeightTensor> read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw new CheckpointException(
            file, "has " + size + " bytes, too few for a safetensors file; fetch it again.");
      }
      long headerBytes = bytes(file, channel, 0, 8).getLong();
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > size - 8) {
        throw new CheckpointException(
            file,
            "is not a safetensors file or was cut short: its header claims "
                + Long.toUnsignedString(headerBytes)
                + " bytes of "
                + size
                + ".");
      }
      List<Entry> entries = header(file, channel, headerBytes);
      long start = 8 + headerBytes;
      checkCover(file, entries, size - start);
      Map<String, WeightTensor> tensors = new LinkedHashMap<>();
      for (Entry entry : entries) {
        tensors.put(
            entry.name(),
            new WeightTensor(
                entry.type(),
                entry.shape(),
                map(channel, start + entry.begin(), entry.end() - entry.begin())));
      }
      return tensors;
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing. Put it back or fetch the model again.", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Entry> header(Path file, FileChannel channel, long byteCount)
      throws IOException {
    byte[] text = bytes(file, channel, 8, (int) byteCount).array();
    JsonNode header;
    try {
      header = StrictJson.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "its header is not JSON: " + e.getOriginalMessage(), e);
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
    if (byteCount > Integer.MAX_VALUE) {
      throw new CheckpointException(
          file, "tensor '" + name + "' has " + byteCount + " bytes; at most 2 GiB are supported.");
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

  private static ByteBuffer bytes(Path file, FileChannel channel, long position, int byteCount)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(byteCount).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new CheckpointException(file, "became shorter while it was read; fetch it again.");
      }
    }
    return bytes.flip();
  }

  private static ByteBuffer map(FileChannel channel, long position, long byteCount)
      throws IOException {
    // A mapping of no bytes is refused by some systems.
    ByteBuffer bytes =
        byteCount == 0
            ? ByteBuffer.allocateDirect(0)
            : channel.map(MapMode.READ_ONLY, position, byteCount);
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }
}
