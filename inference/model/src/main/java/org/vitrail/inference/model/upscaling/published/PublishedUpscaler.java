package org.vitrail.inference.model.upscaling.published;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.vitrail.inference.model.disk.FileSizes;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * An upscaler before it is loaded: what is known of it without opening its files.
 *
 * @param id what people call it
 * @param factor how many times as wide and high a picture becomes
 * @param noisyWeights of a network of the same shape that leaves noise as it is: with it, people
 *     choose how much is removed
 */
public record PublishedUpscaler(
    String id, UpscalerKind kind, int factor, Path weights, Optional<Path> noisyWeights) {
  /** What Real-ESRGAN's authors take when nobody chooses. */
  public static final double USUAL_DENOISE = .5;

  /** Whether people choose how much noise is removed. */
  public boolean denoises() {
    return noisyWeights.isPresent();
  }

  /**
   * Loads the network with an engine of its own, which is closed with it.
   *
   * @param denoise how much noise is removed, 0 to 1, where that is chosen
   * @throws CheckpointException if a file is missing, broken or of another kind or factor
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public Upscaler open(RunOptions options, OptionalDouble denoise) {
    Set<Path> files = Set.copyOf(Stream.concat(Stream.of(weights), noisyWeights.stream()).toList());
    TensorEngine engine = TensorEngine.start(options, FileSizes.byteCount(files));
    try {
      Upscaler network = kind.read(engine, this, denoise.orElse(USUAL_DENOISE));
      if (network.factor() != factor) {
        throw new CheckpointException(
            "The upscaler %s enlarges %d times, and its entry says %d. Correct the entry, or get the file that belongs to it."
                .formatted(id, network.factor(), factor));
      }
      return new Loaded(network, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private record Loaded(Upscaler network, TensorEngine engine) implements Upscaler {
    @Override
    public int factor() {
      return network.factor();
    }

    @Override
    public List<Pixels> upscale(List<Pixels> pictures, TileListener listener) {
      return network.upscale(pictures, listener);
    }

    @Override
    public void close() {
      network.close();
      engine.close();
    }
  }
}
