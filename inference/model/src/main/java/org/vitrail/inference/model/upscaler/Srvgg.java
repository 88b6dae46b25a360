package org.vitrail.inference.model.upscaler;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.LoadedWeights;
import org.vitrail.inference.model.weights.SafetensorsFile;
import org.vitrail.inference.model.weights.WeightTensor;

/** Enlarges pictures with Real-ESRGAN's compact network; knows nothing of how they were made. */
public final class Srvgg implements AutoCloseable {
  private final TensorEngine engine;
  private final Program program;
  private final SrvggConfig config;

  /** Loads a network from tensors in BasicSR's layout. */
  public Srvgg(TensorEngine engine, SrvggConfig config, Map<String, WeightTensor> tensors) {
    this.engine = engine;
    this.config = config;
    this.program = engine.load("srvgg.py");
    try (TensorScope scope = engine.open()) {
      program.number("load", LoadedWeights.in(scope, tensors), config.convCount(), config.factor());
    }
  }

  /**
   * Reads and checks the files.
   *
   * @throws org.vitrail.inference.model.weights.CheckpointException if they do not hold this
   *     network
   */
  public static Srvgg read(TensorEngine engine, Path configFile, Path weights) {
    SrvggConfig config = SrvggConfig.read(configFile);
    Map<String, WeightTensor> tensors = SafetensorsFile.read(weights);
    config.weights().check(weights.toString(), tensors);
    return new Srvgg(engine, config, tensors);
  }

  public SrvggConfig config() {
    return config;
  }

  /** Each picture, enlarged; one at a time, for the inner layers are large. */
  public List<Pixels> upscale(List<Pixels> pictures) {
    List<Pixels> larger = new ArrayList<>();
    for (Pixels picture : pictures) {
      try (TensorScope scope = engine.open()) {
        NDArray bytes = scope.bytes(List.of(picture));
        larger.addAll(TensorScope.pictures(program.tensor(scope, "upscale_bytes", bytes)));
      }
    }
    return larger;
  }

  /** Pixels (image, 3, y, x) in 0..1, not clamped. */
  NDArray upscale(TensorScope scope, NDArray pixels) {
    return program.tensor(scope, "upscale", pixels);
  }

  @Override
  public void close() {
    program.close();
  }
}
