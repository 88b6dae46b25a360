package org.vitrail.inference.model.codec.vqgan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Tells a VQGAN's shape from its tensors, in taming-transformers' layout: some checkpoints are
 * published without a description.
 */
final class VqganShape {
  /** Nothing in a checkpoint tells the size it was trained at; all published ones share this. */
  private static final int RESOLUTION = 256;

  private final String source;
  private final Map<String, WeightTensor> tensors;

  /**
   * @param source what to call the checkpoint in an error
   */
  VqganShape(String source, Map<String, WeightTensor> tensors) {
    this.source = source;
    this.tensors = tensors;
  }

  /**
   * Reads what tensors tell; whether all are there and fit is left to {@link VqganConfig#weights}.
   *
   * @throws CheckpointException if they are no VQGAN
   */
  VqganConfig read() {
    try {
      return config();
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CheckpointException(source + " is no VQGAN: " + e.getMessage());
    }
  }

  private VqganConfig config() {
    List<Integer> widths = new ArrayList<>();
    List<Integer> attended = new ArrayList<>();
    while (tensors.containsKey(block(widths.size(), 0))) {
      int level = widths.size();
      widths.add(size(block(level, 0), 4, 0));
      if (tensors.containsKey("decoder.up." + level + ".attn.0.q.weight")) {
        attended.add(RESOLUTION >> level);
      }
    }
    int blocks = 0;
    while (tensors.containsKey(block(0, blocks))) {
      blocks++;
    }
    // A decoder alone does not tell its channels from the factor of its first level, on which
    // nothing of it depends.
    int channels =
        tensors.containsKey("encoder.conv_in.weight")
            ? size("encoder.conv_in.weight", 4, 0)
            : size("decoder.norm_out.weight", 1, 0);
    if (blocks < 2 || widths.stream().anyMatch(width -> width % channels != 0)) {
      throw new IllegalArgumentException(
          "its levels have "
              + widths
              + " channels and "
              + blocks
              + " blocks behind a first layer of "
              + channels
              + " channels.");
    }
    return new VqganConfig(
        channels,
        widths.stream().map(width -> width / channels).toList(),
        blocks - 1,
        attended,
        RESOLUTION,
        size("post_quant_conv.weight", 4, 0),
        size("post_quant_conv.weight", 4, 1),
        size("quantize.embedding.weight", 2, 0),
        size("decoder.conv_out.weight", 4, 0) == 3 * VqganConfig.WAVELET_PARTS);
  }

  private static String block(int level, int number) {
    return "decoder.up." + level + ".block." + number + ".conv1.weight";
  }

  private int size(String name, int axes, int axis) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length != axes) {
      throw new IllegalArgumentException("it has no tensor '" + name + "' of " + axes + " axes.");
    }
    return Math.toIntExact(tensor.shape()[axis]);
  }
}
