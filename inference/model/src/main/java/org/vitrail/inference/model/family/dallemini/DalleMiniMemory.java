package org.vitrail.inference.model.family.dallemini;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;

/**
 * How much memory a model takes, of a GPU or of the machine, told from its shape before anything is
 * loaded.
 *
 * @param otherBytes weights of CLIP and the upscaler
 */
record DalleMiniMemory(DalleMiniConfig transformer, VqganConfig vqgan, long otherBytes) {
  /**
   * A process with PyTorch, or CUDA's context with its kernels, cuBLAS's and cuDNN's workspaces.
   */
  private static final long CONTEXT = 1L << 30;

  /**
   * What a model's files need of a GPU's memory.
   *
   * @param batchImages pictures drawn at once
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its transformer's shape
   *     cannot be read
   */
  static GpuNeed need(DalleMiniFiles files, RunOptions options, int batchImages) {
    if (options.device() == ComputeDevice.CPU || options.precision() == Precision.INT8) {
      return GpuNeed.UNKNOWN;
    }
    DalleMiniMemory memory = of(files, shape(files), files.folder().byteCounts());
    NumberBytes bytes = NumberBytes.onGpu(options.precision(), files.weightBytes());
    String what =
        "%s in %s with %d pictures at a time".formatted(files.id(), bytes.format(), batchImages);
    return new GpuNeed(what, memory.bytes(bytes, batchImages));
  }

  /**
   * That of a model whose files are here, or of the published size that is said of it.
   *
   * @param fileBytes sizes of its files by role
   */
  static Optional<DalleMiniMemory> find(DalleMiniFiles files, Map<String, Long> fileBytes) {
    if (Files.isRegularFile(files.transformerConfig().orElseGet(files::encoder))) {
      return Optional.of(of(files, shape(files), fileBytes));
    }
    return files.shape().map(shape -> of(files, shape.transformer(), fileBytes));
  }

  private static DalleMiniMemory of(
      DalleMiniFiles files, DalleMiniConfig transformer, Map<String, Long> fileBytes) {
    return new DalleMiniMemory(
        transformer,
        files
            .vqganConfig()
            .filter(Files::isRegularFile)
            .map(VqganConfig::read)
            .orElse(VqganConfig.F16_16384),
        files.otherBytes(fileBytes));
  }

  private static DalleMiniConfig shape(DalleMiniFiles files) {
    return DalleMiniConfig.find(files.transformerConfig(), files.encoder(), files.decoder());
  }

  /** All of it, about. */
  long bytes(NumberBytes number, int batchImages) {
    return weightBytes(number)
        + stateBytes(number, batchImages)
        + decodingBytes(number, batchImages)
        + CONTEXT;
  }

  long weightBytes(NumberBytes number) {
    return transformer.linearWeights() * number.linear()
        + transformer.plainWeights() * Float.BYTES
        + vqgan.decoderWeights() * number.picture()
        + vqgan.encoderWeights() * Float.BYTES
        + otherBytes;
  }

  /**
   * Keys and values of image tokens and texts; each picture has a row with its prompt, one without.
   */
  long stateBytes(NumberBytes number, int batchImages) {
    long rowAndPosition = 2L * transformer.width() * number.state();
    long rows = 2L * batchImages;
    long image = (long) transformer.decoderLayerCount() * transformer.imageTokenCount();
    long text = (long) transformer.decoderLayerCount() * transformer.textTokenCount();
    return rows * rowAndPosition * (image + text);
  }

  private long decodingBytes(NumberBytes number, int batchImages) {
    long side = (long) transformer.imageTokenSide() * vqgan.pixelsPerToken();
    return Vqgan.decodingBytes(vqgan, batchImages * side * side, number.picture());
  }
}
