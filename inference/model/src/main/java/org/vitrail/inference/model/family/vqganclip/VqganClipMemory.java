package org.vitrail.inference.model.family.vqganclip;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.vitrail.inference.model.codec.dvae.DvaeConfig;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;

/**
 * How much memory a model takes, of a GPU or of the machine, told from its shape before anything is
 * loaded. One picture is computed at a time, however many there are.
 *
 * @param codecBytes that the codec takes with numbers of some kind, for a picture of the size that
 *     it was trained on
 * @param otherBytes weights of CLIP and the upscaler
 */
record VqganClipMemory(ToLongFunction<NumberBytes> codecBytes, long otherBytes) {
  /**
   * A process with PyTorch, or CUDA's context with its kernels, cuBLAS's and cuDNN's workspaces.
   */
  private static final long CONTEXT = 1L << 30;

  /** Feature maps of the size of the picture that are kept for a gradient, smaller ones counted. */
  private static final int MAPS = 40;

  private static final int DVAE_MAPS = 14;

  /** For the cuts that CLIP sees at once. */
  private static final long CUTS = 600L << 20;

  /**
   * What a model's files need of a GPU's memory.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its VQGAN's shape
   *     cannot be read
   */
  static GpuNeed need(VqganClipFiles files, RunOptions options) {
    if (options.device() == ComputeDevice.CPU || options.precision() == Precision.INT8) {
      return GpuNeed.UNKNOWN;
    }
    NumberBytes bytes = NumberBytes.onGpu(options.precision(), files.weightBytes());
    return find(files, files.folder().byteCounts())
        .map(
            memory ->
                new GpuNeed("%s in %s".formatted(files.id(), bytes.format()), memory.bytes(bytes)))
        .orElse(GpuNeed.UNKNOWN);
  }

  /**
   * That of a model whose config is here, or of the published size that is said of it.
   *
   * @param fileBytes sizes of its files by role
   */
  static Optional<VqganClipMemory> find(VqganClipFiles files, Map<String, Long> fileBytes) {
    long others = files.otherBytes(fileBytes);
    if (files.hasDvae()) {
      // Its files tell their shape once they are opened; all that are published have this one.
      return Optional.of(new VqganClipMemory(number -> bytes(DvaeConfig.DALL_E), others));
    }
    return files
        .vqganConfig()
        .filter(Files::isRegularFile)
        .map(VqganConfig::read)
        .or(() -> files.shape().map(VqganClipShape::vqgan))
        .map(shape -> new VqganClipMemory(number -> bytes(shape, number), others));
  }

  /** All of it, about. */
  long bytes(NumberBytes number) {
    return codecBytes.applyAsLong(number) + otherBytes + CONTEXT;
  }

  private static long bytes(VqganConfig vqgan, NumberBytes number) {
    long side = vqgan.resolution();
    return vqgan.decoderWeights() * number.picture()
        + vqgan.encoderWeights() * Float.BYTES
        + iterationBytes(vqgan, side * side, number.picture());
  }

  private static long bytes(DvaeConfig dvae) {
    long side = DescentCodec.DVAE_SIDE;
    return dvae.weights().elementCount(name -> true) * Float.BYTES
        + iterationBytes(dvae, side * side);
  }

  /**
   * Bytes that an iteration takes besides weights, about.
   *
   * @param pixels of the picture
   * @param bytes of one number
   */
  static long iterationBytes(VqganConfig vqgan, long pixels, int bytes) {
    long inside = vqgan.wavelet() ? pixels / 4 : pixels;
    return inside * vqgan.channels() * MAPS * bytes + CUTS;
  }

  /** The same of OpenAI's discrete VAE, which is computed in f32. */
  static long iterationBytes(DvaeConfig dvae, long pixels) {
    return pixels * dvae.decoder().channels() * DVAE_MAPS * Float.BYTES + CUTS;
  }
}
