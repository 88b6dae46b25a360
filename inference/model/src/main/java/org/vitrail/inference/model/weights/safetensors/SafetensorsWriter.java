package org.vitrail.inference.model.weights.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Collects named tensors and writes them as one safetensors file. */
public final class SafetensorsWriter {
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();

  /** Adds floats, row-major; a name given twice keeps the later tensor. */
  public void put(String name, float[] values, long... shape) {
    ByteBuffer bytes = buffer(values.length, 4);
    bytes.asFloatBuffer().put(values);
    tensors.put(name, WeightTensor.contiguous(TensorType.F32, shape, Storage.of(bytes)));
  }

  /** Adds whole numbers, row-major. */
  public void put(String name, int[] values, long... shape) {
    ByteBuffer bytes = buffer(values.length, 4);
    bytes.asIntBuffer().put(values);
    tensors.put(name, WeightTensor.contiguous(TensorType.I32, shape, Storage.of(bytes)));
  }

  /** Adds bytes, row-major. */
  public void put(String name, byte[] values, long... shape) {
    tensors.put(
        name, WeightTensor.contiguous(TensorType.U8, shape, Storage.of(ByteBuffer.wrap(values))));
  }

  /** Adds a tensor as it stands. */
  public void put(String name, WeightTensor tensor) {
    tensors.put(name, tensor);
  }

  /** Writes the file, replacing an older one. */
  public void write(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode header = json.createObjectNode();
    long offset = 0;
    for (Map.Entry<String, WeightTensor> entry : tensors.entrySet()) {
      WeightTensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", tensor.type().name());
      node.set("shape", json.valueToTree(tensor.shape()));
      long end = offset + tensor.byteCount();
      node.set("data_offsets", json.valueToTree(new long[] {offset, end}));
      offset = end;
    }
    byte[] text = json.writeValueAsBytes(header);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, buffer(1, 8).putLong(0, text.length));
      write(channel, ByteBuffer.wrap(text));
      for (WeightTensor tensor : tensors.values()) {
        write(channel, tensor.bytes());
      }
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer buffer(int count, int byteCount) {
    return ByteBuffer.allocate(Math.multiplyExact(count, byteCount)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
