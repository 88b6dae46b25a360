package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.Checkpoint;

/**
 * How much of a GPU's memory a model takes, told from its shape before anything is loaded.
 *
 * @param otherBytes weights of ruCLIP and the upscaler
 */
record RudalleGpuMemory(RudalleConfig transformer, VqganConfig vqgan, long otherBytes) {
  /** CUDA's context with PyTorch's kernels, cuBLAS's and cuDNN's workspaces and small tensors. */
  private static final long CONTEXT = 1L << 30;

  /**
   * What a model's files need.
   *
   * @param batchImages pictures drawn at once
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its transformer's shape
   *     cannot be read
   */
  static GpuNeed need(RudalleFiles files, RunOptions options, int batchImages) {
    if (options.device() == ComputeDevice.CPU || options.precision() == Precision.INT8) {
      return GpuNeed.UNKNOWN;
    }
    RudalleGpuMemory memory =
        new RudalleGpuMemory(
            shape(files),
            files.vqganConfig().map(VqganConfig::read).orElse(VqganConfig.F8_8192_WAVELET),
            files.upscaler().toFile().length()
                + files.clip().map(clip -> clip.toFile().length()).orElse(0L));
    NumberBytes bytes = NumberBytes.onGpu(options.precision(), files.weightBytes());
    String what =
        "%s in %s with %d pictures at a time".formatted(files.id(), bytes.format(), batchImages);
    return new GpuNeed(what, memory.bytes(bytes, batchImages));
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
