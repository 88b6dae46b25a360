package org.vitrail.inference.model.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileBytes;
import org.vitrail.inference.model.weights.file.FileKind;
import org.vitrail.inference.model.weights.file.StoredTensor;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.flax.FlaxFile;
import org.vitrail.inference.model.weights.safetensors.SafetensorsFile;
import org.vitrail.inference.model.weights.torch.TorchContent;
import org.vitrail.inference.model.weights.torch.TorchLegacy;
import org.vitrail.inference.model.weights.torch.TorchTar;
import org.vitrail.inference.model.weights.torch.TorchZip;

/**
 * An open file of weights: the names, types and shapes of its tensors are known, their elements
 * stay on disk until they are asked for.
 */
public final class Checkpoint implements AutoCloseable {
  private static final int UNREAD_SHOWN = 3;

  private final FileBytes bytes;
  private final CheckpointFormat format;
  private final Map<String, StoredTensor> stored;
  private final List<String> strangers;

  private Checkpoint(
      FileBytes bytes,
      CheckpointFormat format,
      Map<String, StoredTensor> stored,
      List<String> strangers) {
    this.bytes = bytes;
    this.format = format;
    this.stored = Collections.unmodifiableMap(stored);
    this.strangers = List.copyOf(strangers);
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
    } catch (CheckpointException e) {
      bytes.close();
      throw isPart(file)
          ? new CheckpointException(
              file, e.problem() + " By its name its download has not ended: finish that first.", e)
          : e;
    } catch (Throwable e) {
      bytes.close();
      throw e;
    }
  }

  private static boolean isPart(Path file) {
    return file.getFileName()
        .toString()
        .matches("(?i).*\\.(part|partial|crdownload|download|incomplete)");
  }

  private static Checkpoint read(FileBytes bytes) {
    byte[] start = bytes.read(0, (int) Math.min(FileKind.START_BYTES, bytes.size())).array();
    return switch (format(start, bytes)) {
      case TORCH_ZIP -> {
        TorchZip zip = TorchZip.open(bytes);
        yield of(
            bytes,
            zip.isTorchScript() ? CheckpointFormat.TORCHSCRIPT : CheckpointFormat.TORCH_ZIP,
            zip.content());
      }
      case TORCH_LEGACY -> of(bytes, CheckpointFormat.TORCH_LEGACY, TorchLegacy.read(bytes));
      case TORCH_TAR -> of(bytes, CheckpointFormat.TORCH_TAR, TorchTar.read(bytes));
      case FLAX_MSGPACK ->
          new Checkpoint(bytes, CheckpointFormat.FLAX_MSGPACK, FlaxFile.read(bytes), List.of());
      default ->
          new Checkpoint(
              bytes, CheckpointFormat.SAFETENSORS, SafetensorsFile.read(bytes), List.of());
    };
  }

  private static Checkpoint of(FileBytes bytes, CheckpointFormat format, TorchContent content) {
    return new Checkpoint(bytes, format, content.tensors(), content.strangers());
  }

  private static CheckpointFormat format(byte[] start, FileBytes bytes) {
    return formatOf(start, bytes.size())
        .orElseThrow(
            () ->
                new CheckpointException(
                    bytes.file(),
                    ShardIndex.shards(bytes)
                        .orElseGet(() -> misfit(start, bytes.size()).orElseThrow())));
  }

  /** The format that a file of so many bytes begins like. */
  private static Optional<CheckpointFormat> formatOf(byte[] start, long byteCount) {
    if (TorchZip.recognises(start)) {
      return Optional.of(CheckpointFormat.TORCH_ZIP);
    }
    if (TorchLegacy.recognises(start)) {
      return Optional.of(CheckpointFormat.TORCH_LEGACY);
    }
    if (TorchTar.recognises(start)) {
      return Optional.of(CheckpointFormat.TORCH_TAR);
    }
    // A safetensors file begins with the length of its header, and that with a brace.
    boolean safetensors = SafetensorsFile.recognises(start, byteCount);
    if (FlaxFile.recognises(start) && !(safetensors && start.length > 8 && start[8] == '{')) {
      return Optional.of(CheckpointFormat.FLAX_MSGPACK);
    }
    return safetensors ? Optional.of(CheckpointFormat.SAFETENSORS) : Optional.empty();
  }

  /**
   * Why a file of weights cannot begin so, as an error's sentence without its subject; empty if it
   * can.
   *
   * @param start the first bytes, {@link FileKind#START_BYTES} of them if the file has so many
   * @param byteCount of the whole file, or {@link FileKind#UNKNOWN_BYTES}
   */
  public static Optional<String> misfit(byte[] start, long byteCount) {
    if (formatOf(start, byteCount).isPresent()) {
      return Optional.empty();
    }
    return FileKind.of(start, byteCount)
        .map(kind -> kind.instead("a file of weights"))
        .or(() -> Optional.of(unknown(start, byteCount)));
  }

  private static String unknown(byte[] start, long byteCount) {
    if (start.length < Long.BYTES) {
      return "has " + byteCount + " bytes, too few for a file of weights; fetch it again.";
    }
    return "is none of the files of weights that are known here (safetensors, PyTorch, TorchScript,"
        + " Flax msgpack), or was cut short: as a safetensors file its header claims "
        + Long.toUnsignedString(SafetensorsFile.headerBytes(start))
        + " bytes"
        + (byteCount < 0 ? "" : " of " + byteCount)
        + ". Fetch it again, or check which file is meant.";
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

  /** All tensors by dot-joined name, in the order of the file, to be listed. */
  public Map<String, StoredTensor> stored() {
    return stored;
  }

  /**
   * Names of classes and functions that the file mentions and nobody here knows. They stayed names:
   * nothing was looked up or run, and no tensor comes out of what they would have made.
   */
  public List<String> strangers() {
    return strangers;
  }

  /**
   * The tensors by dot-joined name, in the order of the file, to be computed with.
   *
   * @throws CheckpointException naming those whose type no network here computes with
   */
  public Map<String, WeightTensor> tensors() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    Map<String, StoredTensor> unread = new LinkedHashMap<>();
    stored.forEach(
        (name, tensor) ->
            tensor
                .asWeights()
                .ifPresentOrElse(
                    weights -> tensors.put(name, weights), () -> unread.put(name, tensor)));
    if (!unread.isEmpty()) {
      throw new CheckpointException(
          file(),
          "has "
              + unread.size()
              + (unread.size() == 1 ? " tensor" : " tensors")
              + " of a type that no network here computes with ("
              + unread.entrySet().stream()
                  .limit(UNREAD_SHOWN)
                  .map(entry -> TensorNames.shown(entry.getKey()) + " " + entry.getValue())
                  .collect(Collectors.joining(", "))
              + (unread.size() > UNREAD_SHOWN ? ", …" : "")
              + "). Take the weights in F32, F16 or BF16, or convert them.");
    }
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public void close() {
    bytes.close();
  }
}
