package org.vitrail.inference.model.upscaling.srvgg;

import java.nio.file.Path;
import java.util.Map;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of an SRVGGNetCompact.
 *
 * @param featureCount channels inside
 * @param convCount convolutions between the first and the last
 * @param factor enlargement of each side
 */
public record SrvggConfig(int featureCount, int convCount, int factor) {
  public SrvggConfig {
    // A picture that is enlarged until it is large enough must grow.
    if (factor < 2 || factor > 16) {
      throw new IllegalArgumentException("upscale: " + factor + " is not allowed; give 2 to 16.");
    }
  }

  /** Reads a {@code config.json} with the names of BasicSR's constructor. */
  public static SrvggConfig read(Path file) {
    ConfigFile config =
        ConfigFile.read(file)
            .require("num_in_ch", 3)
            .require("num_out_ch", 3)
            .require("act_type", "prelu");
    return config.shape(
        () ->
            new SrvggConfig(
                config.count("num_feat"), config.layerCount("num_conv"), config.count("upscale")));
  }

  /**
   * The shape that tensors have.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException if they are no SRVGGNetCompact
   */
  static SrvggConfig of(String source, Map<String, WeightTensor> tensors) {
    int layers = 0;
    while (tensors.containsKey("body." + 2 * layers + ".weight")) {
      layers++;
    }
    WeightTensor last = tensors.get("body." + 2 * (layers - 1) + ".weight");
    if (layers < 3 || last.shape().length != 4) {
      throw new CheckpointException(source + " is no SRVGGNetCompact: it has too few layers.");
    }
    long factor = Math.round(Math.sqrt(last.shape()[0] / 3.0));
    try {
      return new SrvggConfig((int) last.shape()[1], layers - 2, Math.toIntExact(factor));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CheckpointException(source + " is no SRVGGNetCompact: " + e.getMessage());
    }
  }

  /** Pixels around one that its enlargement depends on. */
  int reach() {
    return convCount + 2;
  }

  /** Floating-point operations for a square picture of so many pixels a side. */
  public double operations(int side) {
    double features = featureCount;
    double perPixel = 9 * features * (3 + convCount * features + 3.0 * factor * factor);
    return 2 * perPixel * side * side;
  }

  WeightTable weights() {
    WeightTable table = new WeightTable();
    for (int i = 0; i <= convCount; i++) {
      table.needConv("body." + 2 * i, featureCount, i == 0 ? 3 : featureCount, 3);
      table.need("body." + (2 * i + 1) + ".weight", featureCount);
    }
    return table.needConv("body." + (2 * convCount + 2), 3L * factor * factor, featureCount, 3);
  }
}
