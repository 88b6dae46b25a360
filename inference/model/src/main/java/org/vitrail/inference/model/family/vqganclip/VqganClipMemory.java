package org.vitrail.inference.model.family.vqganclip;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.codec.dvae.DvaeConfig;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;

/**
 * How much memory a model takes, of a GPU or of the machine, told from its shape before anything is
 * loaded. One picture is computed at a time, however many there are.
 *
 * @param side pixels along a side of the pictures that its codec was trained on
 * @param cutSide pixels along a side of the pictures that its CLIP takes
 * @param otherBytes weights of CLIP and the upscaler
 */
record VqganClipMemory(CodecBytes codec, int side, int cutSide, long otherBytes) {
  /**
   * A process with PyTorch, or CUDA's context with its kernels, cuBLAS's and cuDNN's workspaces.
   */
  private static final long CONTEXT = 1L << 30;

  /**
   * Feature maps of the size of the picture that a layer works with, besides those that are kept
   * for the gradient: measured with the bundled model, 12.3 with 6.7 that are kept.
   */
  private static final int MAPS_AT_WORK = 6;

  private static final int DVAE_MAPS = 14;

  /** What CLIP keeps of the cuts that it sees at once. */
  private static final long SEEING = 400L << 20;

  /**
   * Pictures of the size of a cut that are kept of each while it is changed: measured, 47 to 51,
   * most of them for its colours.
   */
  private static final int CUT_PICTURES = 52;

  /** Of CLIP's pictures, where no config says; all published models have it. */
  private static final int USUAL_CUT_SIDE = 224;

  /** What a codec takes. */
  @FunctionalInterface
  interface CodecBytes {
    /**
     * Its weights and an iteration.
     *
     * @param pixels of the picture
     */
    long of(NumberBytes number, long pixels);
  }

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
      return Optional.of(
          new VqganClipMemory(
              (number, pixels) -> bytes(DvaeConfig.DALL_E, pixels),
              DescentCodec.DVAE_SIDE,
              cutSide(files),
              others));
    }
    return files
        .vqganConfig()
        .filter(Files::isRegularFile)
        .map(VqganConfig::read)
        .or(() -> files.shape().map(VqganClipShape::vqgan))
        .map(
            shape ->
                new VqganClipMemory(
                    (number, pixels) -> bytes(shape, number, pixels),
                    shape.resolution(),
                    cutSide(files),
                    others));
  }

  private static int cutSide(VqganClipFiles files) {
    return files
        .clipConfig()
        .filter(Files::isRegularFile)
        .flatMap(ClipConfig::read)
        .map(ClipConfig::imageResolution)
        .orElse(USUAL_CUT_SIDE);
  }

  /**
   * The most pixels that a picture of a model can have where its options would have it.
   *
   * @return empty where nothing tells
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its VQGAN's shape
   *     cannot be read
   */
  static OptionalLong mostPixels(VqganClipFiles files, RunOptions options) {
    ModelMemory memory = ModelMemory.of(options);
    OptionalLong reachable = memory.reachable();
    Optional<VqganClipMemory> need = find(files, files.folder().byteCounts());
    if (reachable.isEmpty() || need.isEmpty()) {
      return OptionalLong.empty();
    }
    NumberBytes number =
        memory.isGpus()
            ? NumberBytes.onGpu(options.precision(), files.weightBytes())
            : NumberBytes.onProcessor(Precision.F32);
    return OptionalLong.of(need.get().mostPixels(number, reachable.getAsLong()));
  }

  /**
   * The most pixels of a picture that fits with the usual number of cuts: none fewer than the codec
   * was trained on, which are tried in any case, and none beyond the largest that there may be.
   */
  long mostPixels(NumberBytes number, long bytes) {
    long fits = (long) side * side;
    long above = (long) Descent.LONGEST_SIDE * Descent.LONGEST_SIDE + 1;
    while (above - fits > 1) {
      long middle = (fits + above) / 2;
      if (bytes(number, middle) <= bytes) {
        fits = middle;
      } else {
        above = middle;
      }
    }
    return fits;
  }

  /** All of it for a picture of the size that the codec was trained on, about. */
  long bytes(NumberBytes number) {
    return bytes(number, (long) side * side);
  }

  private long bytes(NumberBytes number, long pixels) {
    int cuts = Descent.Preset.NERDYRODENT.options().cutouts().count();
    return codec.of(number, pixels) + cutBytes(cuts, cutSide) + otherBytes + CONTEXT;
  }

  private static long bytes(VqganConfig vqgan, NumberBytes number, long pixels) {
    return vqgan.decoderWeights() * number.picture()
        + (number.picture() == Float.BYTES ? vqgan.tiledWeights() * Float.BYTES : 0)
        + vqgan.encoderWeights() * Float.BYTES
        + iterationBytes(vqgan, pixels, number.picture());
  }

  private static long bytes(DvaeConfig dvae, long pixels) {
    return dvae.weights().elementCount(name -> true) * Float.BYTES + iterationBytes(dvae, pixels);
  }

  /**
   * Bytes that a picture takes to be painted and gone back through, about: what goes into each norm
   * and the scores of each attention are kept. Measured on a processor with the bundled model: 1.0
   * GB at 512 × 512 pixels, 6.3 GB at 1024 × 1024.
   *
   * @param pixels of the picture
   * @param bytes of one number
   */
  static long iterationBytes(VqganConfig vqgan, long pixels, int bytes) {
    long inside = vqgan.wavelet() ? pixels / 4 : pixels;
    double maps = 1 + MAPS_AT_WORK;
    double share = 1;
    for (int factor : vqgan.channelFactors()) {
      maps += 2 * (vqgan.blocksPerLevel() + 1) * factor * share;
      share /= 4;
    }
    int side = vqgan.pixelsPerToken();
    double cells = (double) pixels / side / side;
    int deepest = vqgan.resolution() / side;
    int attentions =
        1 + (vqgan.attentionResolutions().contains(deepest) ? vqgan.blocksPerLevel() + 1 : 0);
    // One more is at work.
    double scores = (attentions + 1) * cells * cells;
    return (long) ((inside * vqgan.channels() * maps + scores) * bytes);
  }

  /**
   * Bytes that cuts take to be changed, seen and gone back through, about.
   *
   * @param side of the pictures that CLIP takes
   */
  static long cutBytes(int cuts, int side) {
    return SEEING + (long) cuts * 3 * side * side * CUT_PICTURES * Float.BYTES;
  }

  /** The same of OpenAI's discrete VAE, which is computed in f32. */
  static long iterationBytes(DvaeConfig dvae, long pixels) {
    return pixels * dvae.decoder().channels() * DVAE_MAPS * Float.BYTES;
  }
}
