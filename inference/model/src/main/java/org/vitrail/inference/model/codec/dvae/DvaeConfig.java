package org.vitrail.inference.model.codec.dvae;

import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of a discrete VAE. Both halves have four groups of residual blocks, between which the
 * encoder halves the size and the decoder doubles it.
 *
 * @param codeCount entries of the codebook
 * @param codeWidth channels of the decoder's first layer, which a code becomes
 * @param encoder the half from pixels to codes
 * @param decoder the half from codes to pixels
 */
public record DvaeConfig(int codeCount, int codeWidth, Half encoder, Half decoder) {
  static final int GROUPS = 4;

  /** Side of the encoder's first convolution, and of the decoder's. */
  static final int PIXEL_KERNEL = 7;

  static final int CODE_KERNEL = 1;

  /** Of the decoder's last layer: a mean and a width for each colour. */
  private static final int STATISTICS = 6;

  private static final int LARGEST_WIDTH = 1 << 14;

  /** The published network: 8,192 codes. */
  public static final DvaeConfig DALL_E =
      new DvaeConfig(8192, 128, new Half(256, 2), new Half(256, 2));

  /**
   * One half.
   *
   * @param channels of the group next to the pixels; each group further inside has twice as many
   * @param blocksPerGroup residual blocks of a group
   */
  public record Half(int channels, int blocksPerGroup) {
    int width(int group) {
      return channels << group;
    }
  }

  /**
   * Reads what tensors tell; whether all are there and fit is left to {@link #weights}.
   *
   * @param source what to call the files in an error
   * @param tensors by the names of {@link #weights}
   * @throws CheckpointException if they are no such network
   */
  static DvaeConfig of(String source, Map<String, WeightTensor> tensors) {
    Sizes sizes = new Sizes(source, tensors);
    return new DvaeConfig(
        sizes.of("encoder.blocks.output.conv.w", 0),
        sizes.of("decoder.blocks.input.w", 0),
        new Half(sizes.of("encoder.blocks.input.w", 0), sizes.blocks("encoder")),
        new Half(sizes.of("decoder.blocks.output.conv.w", 1), sizes.blocks("decoder")));
  }

  /** Pixels along one side of the square that a token stands for. */
  public int pixelsPerToken() {
    return 1 << (GROUPS - 1);
  }

  /** All tensors by name and shape: those of the authors' two modules, each below its own name. */
  public WeightTable weights() {
    return new WeightTable()
        .include("encoder.", encoderWeights())
        .include("decoder.", decoderWeights());
  }

  /** Those of {@code encoder.pkl}. */
  WeightTable encoderWeights() {
    WeightTable table = new WeightTable();
    conv(table, "blocks.input", encoder.channels(), 3, PIXEL_KERNEL);
    int width = encoder.channels();
    for (int group = 0; group < GROUPS; group++) {
      width = group(table, group, encoder, width, encoder.width(group), List.of(3, 3, 3, 1));
    }
    conv(table, "blocks.output.conv", codeCount, width, 1);
    return table;
  }

  /** Those of {@code decoder.pkl}. */
  WeightTable decoderWeights() {
    WeightTable table = new WeightTable();
    conv(table, "blocks.input", codeWidth, codeCount, CODE_KERNEL);
    int width = codeWidth;
    for (int group = 0; group < GROUPS; group++) {
      int out = decoder.width(GROUPS - 1 - group);
      width = group(table, group, decoder, width, out, List.of(1, 3, 3, 3));
    }
    conv(table, "blocks.output.conv", STATISTICS, width, 1);
    return table;
  }

  private static int group(
      WeightTable table, int group, Half half, int in, int out, List<Integer> kernels) {
    int width = in;
    for (int block = 1; block <= half.blocksPerGroup(); block++) {
      String p = block(group, block);
      if (width != out) {
        conv(table, p + ".id_path", out, width, 1);
      }
      int[] widths = {width, out / 4, out / 4, out / 4, out};
      for (int layer = 0; layer < kernels.size(); layer++) {
        String name = p + ".res_path.conv_" + (layer + 1);
        conv(table, name, widths[layer + 1], widths[layer], kernels.get(layer));
      }
      width = out;
    }
    return width;
  }

  private static String block(int group, int block) {
    return "blocks.group_" + (group + 1) + ".block_" + block;
  }

  private static void conv(WeightTable table, String name, int out, int in, int kernel) {
    table.need(name + ".w", out, in, kernel, kernel).need(name + ".b", out);
  }

  /** Sizes of tensors that may be missing or of another kind. */
  private record Sizes(String source, Map<String, WeightTensor> tensors) {
    int of(String name, int axis) {
      WeightTensor tensor = tensors.get(name);
      if (tensor == null || tensor.shape().length != 4) {
        throw new CheckpointException(
            source + " is no dVAE: it has no tensor '" + name + "' of 4 axes.");
      }
      long size = tensor.shape()[axis];
      if (size < 4 || size > LARGEST_WIDTH) {
        throw new CheckpointException(
            "%s is no dVAE: '%s' has a size of %d; 4 to %d are possible."
                .formatted(source, name, size, LARGEST_WIDTH));
      }
      return (int) size;
    }

    int blocks(String half) {
      int blocks = 0;
      while (tensors.containsKey(half + "." + block(0, blocks + 1) + ".res_path.conv_1.w")) {
        blocks++;
      }
      return blocks;
    }
  }
}
