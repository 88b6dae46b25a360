package org.vitrail.inference.model.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.flax.FlaxFile;
import org.vitrail.inference.model.weights.safetensors.SafetensorsFile;
import org.vitrail.inference.model.weights.torch.TorchLegacy;
import org.vitrail.inference.model.weights.torch.TorchTar;
import org.vitrail.inference.model.weights.torch.TorchZip;

/**
 * An open file of weights: the names, types and shapes of its tensors are known, their elements
 * stay on disk until they are asked for.
 */
public final class Checkpoint implements AutoCloseable {
  private static final int START_BYTES = 512;

  private final FileBytes bytes;
  private final CheckpointFormat format;
  private final Map<String, WeightTensor> tensors;

  private Checkpoint(FileBytes bytes, CheckpointFormat format, Map<String, WeightTensor> tensors) {
    this.bytes = bytes;
    this.format = format;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens a file; its format is told from its bytes, never from its name.
   *
   * @throws CheckpointException if the file is missing, cut short, malformed or of no known format
   */
  public static Checkpoint open(Path file) {
    FileBytes bytes = FileBytes.open(file);
    try {
      return read(bytes);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static Checkpoint read(FileBytes bytes) {
    byte[] start = bytes.read(0, (int) Math.min(START_BYTES, bytes.size())).array();
    if (TorchZip.recognises(start)) {
      TorchZip zip = TorchZip.open(bytes);
      CheckpointFormat format =
          zip.isTorchScript() ? CheckpointFormat.TORCHSCRIPT : CheckpointFormat.TORCH_ZIP;
      return new Checkpoint(bytes, format, zip.tensors());
    }
    if (TorchLegacy.recognises(start)) {
      return new Checkpoint(bytes, CheckpointFormat.TORCH_LEGACY, TorchLegacy.read(bytes));
    }
    if (TorchTar.recognises(start)) {
      return new Checkpoint(bytes, CheckpointFormat.TORCH_TAR, TorchTar.read(bytes));
    }
    // A safetensors file begins with the length of its header, and that with a brace.
    boolean braced = start.length > 8 && start[8] == '{';
    if (!braced && FlaxFile.recognises(start)) {
      return new Checkpoint(bytes, CheckpointFormat.FLAX_MSGPACK, FlaxFile.read(bytes));
    }
    return new Checkpoint(bytes, CheckpointFormat.SAFETENSORS, SafetensorsFile.read(bytes));
  }

  public Path file() {
    return bytes.file();
  }

  /** Bytes of the file. */
  public long byteCount() {
    return bytes.size();
  }

  public CheckpointFormat format() {
    return format;
  }

  /** The tensors by dot-joined name, in the order of the file. */
  public Map<String, WeightTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    bytes.close();
  }
}
