package org.vitrail.inference.model.family.rudalle;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.Checkpoint;

/**
 * How much memory a model takes, of a GPU or of the machine, told from its shape before anything is
 * loaded.
 *
 * @param otherBytes weights of ruCLIP and the upscaler
 */
record RudalleMemory(RudalleConfig transformer, VqganConfig vqgan, long otherBytes) {
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
  static GpuNeed need(RudalleFiles files, RunOptions options, int batchImages) {
    if (options.device() == ComputeDevice.CPU || options.precision() == Precision.INT8) {
      return GpuNeed.UNKNOWN;
    }
    RudalleMemory memory = of(files, shape(files), files.folder().byteCounts());
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
  static Optional<RudalleMemory> find(RudalleFiles files, Map<String, Long> fileBytes) {
    if (Files.isRegularFile(files.transformer())) {
      return Optional.of(of(files, shape(files), fileBytes));
    }
    return files.shape().map(shape -> of(files, shape.transformer(), fileBytes));
  }

  private static RudalleMemory of(
      RudalleFiles files, RudalleConfig transformer, Map<String, Long> fileBytes) {
    return new RudalleMemory(
        transformer,
        files
            .vqganConfig()
            .filter(Files::isRegularFile)
            .map(VqganConfig::read)
            .orElse(VqganConfig.F8_8192_WAVELET),
        files.otherBytes(fileBytes));
  }

  private static RudalleConfig shape(RudalleFiles files) {
    try (Checkpoint checkpoint = Checkpoint.open(files.transformer())) {
      return RudalleConfig.of(
          files.transformer().toString(),
          checkpoint.tensors(),
          files.version(),
          files.attentionHeadCount());
    }
  }

  /** All of it, about. */
  long bytes(NumberBytes number, int batchImages) {
    long weights = transformer.weights().elementCount(name -> true) * number.linear();
    long codec = vqgan.decoderWeights() * number.picture() + vqgan.encoderWeights() * Float.BYTES;
    long side = (long) transformer.imageTokenSide() * vqgan.pixelsPerToken();
    long decoding = Vqgan.decodingBytes(vqgan, batchImages * side * side, number.picture());
    return weights + codec + otherBytes + stateBytes(number, batchImages) + decoding + CONTEXT;
  }

  /** Keys and values of the pictures' cells as far back as layers look, and of a text for each. */
  long stateBytes(NumberBytes number, int batchImages) {
    int[] places =
        Arrays.stream(LayerKind.values())
            .mapToInt(kind -> new KeyPlaces(kind.visible(transformer)).count())
            .toArray();
    long ofAllLayers =
        Arrays.stream(LayerKind.ofLayers(transformer.layerCount()))
            .map(kind -> places[(int) kind] + transformer.textTokenCount())
            .sum();
    return 2L * batchImages * transformer.width() * number.state() * ofAllLayers;
  }
}
