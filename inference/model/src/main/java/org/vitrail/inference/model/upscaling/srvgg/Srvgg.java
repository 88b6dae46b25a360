package org.vitrail.inference.model.upscaling.srvgg;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.upscaling.NetworkKeys;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.TiledPicture;
import org.vitrail.inference.model.upscaling.Tiling;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Enlarges pictures with Real-ESRGAN's compact network; knows nothing of how they were made. */
public final class Srvgg implements Upscaler {
  /** Pixels of a tile's side: a feature map of 64 channels takes 67 MB. */
  private static final int TILE = 512;

  private static final List<String> KEYS = List.of("params_ema", "params");

  private final TensorEngine engine;
  private final Program program;
  private final SrvggConfig config;

  /**
   * Loads a network from tensors in BasicSR's layout.
   *
   * @param source what to call the checkpoint in an error
   */
  public Srvgg(
      TensorEngine engine, SrvggConfig config, String source, Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.program = engine.load("upscaling/srvgg.py");
    program.number("begin", config.convCount(), config.factor());
    WeightLoader.load(engine, program, source, tensors);
  }

  /**
   * Reads and checks the files.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if they do not hold this
   *     network
   */
  public static Srvgg read(TensorEngine engine, Path configFile, Path weights) {
    SrvggConfig config = SrvggConfig.read(configFile);
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      config.weights().check(weights.toString(), checkpoint.tensors());
      return new Srvgg(engine, config, weights.toString(), checkpoint.tensors());
    }
  }

  /**
   * Reads and checks one of Real-ESRGAN's files; the network's shape follows from its tensors.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if it does not hold this
   *     network
   */
  public static Srvgg read(TensorEngine engine, Path weights) {
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      return of(engine, weights.toString(), checkpoint.tensors());
    }
  }

  /**
   * Reads and checks two of Real-ESRGAN's files, one of which removes noise, and takes a network
   * between them (arXiv:1811.10515).
   *
   * @param strength of removing noise: 1 is the first file, 0 the other
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if they do not hold
   *     networks of one shape
   */
  public static Srvgg read(TensorEngine engine, Path general, Path noisy, float strength) {
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException(
          "denoise strength: " + strength + " is not allowed; give 0 to 1.");
    }
    try (Checkpoint first = Checkpoint.open(general);
        Checkpoint second = Checkpoint.open(noisy)) {
      return of(
          engine,
          general + " and " + noisy,
          MixedWeights.of(
              NetworkKeys.under(KEYS, first.tensors()),
              NetworkKeys.under(KEYS, second.tensors()),
              noisy.toString(),
              strength));
    }
  }

  /** From tensors as the authors' files hold them. */
  static Srvgg of(TensorEngine engine, String source, Map<String, WeightTensor> tensors) {
    Map<String, WeightTensor> network = NetworkKeys.under(KEYS, tensors);
    SrvggConfig config = SrvggConfig.of(source, network);
    config.weights().check(source, network);
    return new Srvgg(engine, config, source, network);
  }

  public SrvggConfig config() {
    return config;
  }

  @Override
  public int factor() {
    return config.factor();
  }

  /**
   * One tile at a time, for the inner layers are large. Tiles overlap by all that a pixel depends
   * on, so that the picture is the one that would be made at once.
   */
  @Override
  public List<Pixels> upscale(List<Pixels> pictures, TileListener listener) {
    Tiling tiling = new Tiling(TILE, config.reach(), 0, false, 1);
    return TiledPicture.upscale(pictures, tiling, config.factor(), listener, this::upscale);
  }

  private void upscale(TiledPicture picture, Tiling.Span rows, Tiling.Span columns) {
    int factor = config.factor();
    try (TensorScope scope = engine.open()) {
      Tensor larger =
          program.tensor(
              scope,
              "upscale_bytes",
              scope.bytes(List.of(picture.seen(rows, columns))),
              (rows.keptBegin() - rows.begin()) * factor,
              rows.keptLength() * factor,
              (columns.keptBegin() - columns.begin()) * factor,
              columns.keptLength() * factor);
      picture.put(rows, columns, larger.bytes());
    }
  }

  /** Pixels (image, 3, y, x) in 0..1, not clamped. */
  Tensor upscale(TensorScope scope, Tensor pixels) {
    return program.tensor(scope, "upscale", pixels);
  }

  @Override
  public void close() {
    program.close();
  }
}
