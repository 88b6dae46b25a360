package org.vitrail.inference.model.upscaling.rrdbnet;

import java.util.Map;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of an RRDBNet.
 *
 * @param featureCount channels from block to block
 * @param blockCount residual blocks, each of three dense ones
 * @param growth channels that each convolution of a dense block adds
 * @param factor enlargement of each side: 2, 4 or 8
 */
public record RrdbConfig(int featureCount, int blockCount, int growth, int factor) {
  private static final int COLOURS = 3;

  /** Convolutions of a dense block. */
  private static final int CONVS = 5;

  public RrdbConfig {
    if (factor != 2 && factor != 4 && factor != 8) {
      throw new IllegalArgumentException("factor: " + factor + " is not allowed; give 2, 4 or 8.");
    }
  }

  /**
   * The shape that tensors have: no published file tells it.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException if they are no RRDBNet
   */
  static RrdbConfig of(String source, Map<String, WeightTensor> tensors) {
    int blocks = 0;
    while (tensors.containsKey("body." + blocks + ".rdb1.conv1.weight")) {
      blocks++;
    }
    long[] first = shape(source, tensors, "conv_first.weight");
    long inputs = first[1];
    int factor = tensors.containsKey("conv_up3.weight") ? 8 : 4;
    if (inputs == 4 * COLOURS && factor == 4) {
      factor = 2;
    } else if (inputs != COLOURS) {
      throw new CheckpointException(
          source
              + " is no RRDBNet that enlarges 2, 4 or 8 times: its first layer has "
              + inputs
              + " inputs.");
    }
    return new RrdbConfig(
        (int) first[0],
        blocks,
        (int) shape(source, tensors, "body.0.rdb1.conv1.weight")[0],
        factor);
  }

  private static long[] shape(String source, Map<String, WeightTensor> tensors, String name) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length != 4) {
      throw new CheckpointException(
          source + " is no RRDBNet: it has no tensor '" + name + "' of 4 axes.");
    }
    return tensor.shape();
  }

  /** Pixels along a side of the square that the first layer sees as one. */
  int unshuffle() {
    return factor == 2 ? 2 : 1;
  }

  /** Pixels of the enlarged picture along a side of what is one in the blocks. */
  int enlargement() {
    return factor * unshuffle();
  }

  /** All tensors by name and shape, in BasicSR's layout. */
  public WeightTable weights() {
    WeightTable table = new WeightTable();
    conv(table, "conv_first", featureCount, (long) COLOURS * unshuffle() * unshuffle());
    for (int block = 0; block < blockCount; block++) {
      for (int part = 1; part <= 3; part++) {
        dense(table, "body." + block + ".rdb" + part);
      }
    }
    conv(table, "conv_body", featureCount, featureCount);
    conv(table, "conv_up1", featureCount, featureCount);
    conv(table, "conv_up2", featureCount, featureCount);
    if (factor == 8) {
      conv(table, "conv_up3", featureCount, featureCount);
    }
    conv(table, "conv_hr", featureCount, featureCount);
    conv(table, "conv_last", COLOURS, featureCount);
    return table;
  }

  private void dense(WeightTable table, String p) {
    for (int i = 0; i < CONVS; i++) {
      conv(
          table,
          p + ".conv" + (i + 1),
          i == CONVS - 1 ? featureCount : growth,
          featureCount + (long) i * growth);
    }
  }

  private static void conv(WeightTable table, String name, long out, long in) {
    table.needConv(name, out, in, 3);
  }
}
