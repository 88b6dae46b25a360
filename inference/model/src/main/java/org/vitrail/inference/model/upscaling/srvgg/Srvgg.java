package org.vitrail.inference.model.upscaling.srvgg;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.WeightLoader;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Enlarges pictures with Real-ESRGAN's compact network; knows nothing of how they were made. */
public final class Srvgg implements Upscaler {
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

  public SrvggConfig config() {
    return config;
  }

  @Override
  public int factor() {
    return config.factor();
  }

  /** One picture at a time, for the inner layers are large. */
  @Override
  public List<Pixels> upscale(List<Pixels> pictures) {
    List<Pixels> larger = new ArrayList<>();
    for (Pixels picture : pictures) {
      try (TensorScope scope = engine.open()) {
        Tensor bytes = scope.bytes(List.of(picture));
        larger.addAll(TensorScope.pictures(program.tensor(scope, "upscale_bytes", bytes)));
      }
    }
    return larger;
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
