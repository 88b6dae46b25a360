package org.vitrail.inference.model.sticker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of a U-Net whose encoder is an EfficientNet-B5, or a narrower or shorter one. The
 * layout and the numbers of its stages are those of segmentation_models.pytorch ({@code
 * encoders/_efficientnet.py}, {@code decoders/unet/decoder.py}).
 *
 * @param stemWidth channels of the first layer
 * @param headWidth channels of a last layer that classifies pictures: it is in the files, and
 *     nothing here asks for it
 * @param decoderWidths channels of the decoder's five blocks
 */
record CutoutConfig(int stemWidth, List<Block> blocks, int headWidth, List<Integer> decoderWidths) {
  /** What each stage's first block makes of a pixel's distance to the next. */
  private static final int[] STAGE_STRIDES = {1, 2, 2, 2, 1, 2, 1};

  /** Stages whose results the decoder sees: the last ones of a size, but for the first size. */
  private static final List<Integer> SEEN_STAGES = List.of(1, 2, 4);

  /** The pictures that the classifier saw: zeros around a layer's input are as if of that size. */
  private static final int CLASSIFIED_SIDE = 456;

  /** How many batches a norm saw in training. */
  private static final String COUNTER = ".num_batches_tracked";

  private static final int DECODER_BLOCKS = 5;
  private static final int COLOURS = 3;
  private static final int CLASSES = 2;
  private static final int STEM_KERNEL = 3;

  /**
   * An inverted bottleneck.
   *
   * @param in channels
   * @param expanded channels between the first and the last of its convolutions
   * @param kernel pixels along a side of what the middle one sees
   * @param squeezed channels of what weighs the expanded ones
   * @param out channels
   */
  record Block(int in, int expanded, int kernel, int squeezed, int out) {}

  /**
   * Where a strided layer looks.
   *
   * @param before zeros above and left of its input
   * @param after zeros below and right of it
   */
  record Window(int stride, int before, int after) {}

  CutoutConfig {
    blocks = List.copyOf(blocks);
    decoderWidths = List.copyOf(decoderWidths);
  }

  /**
   * The shape that tensors have: no published file tells it.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException if they are no such network
   */
  static CutoutConfig of(String source, Map<String, WeightTensor> tensors) {
    Shapes shapes = new Shapes(source, tensors);
    int stem = shapes.at("encoder._conv_stem", 0);
    List<Block> blocks = new ArrayList<>();
    int in = stem;
    while (tensors.containsKey(block(blocks.size()) + "._project_conv.weight")) {
      String p = block(blocks.size());
      blocks.add(
          new Block(
              in,
              shapes.at(p + "._depthwise_conv", 0),
              shapes.at(p + "._depthwise_conv", 2),
              shapes.at(p + "._se_reduce", 0),
              shapes.at(p + "._project_conv", 0)));
      in = blocks.get(blocks.size() - 1).out();
    }
    List<Integer> decoder = new ArrayList<>();
    for (int i = 0; i < DECODER_BLOCKS; i++) {
      decoder.add(shapes.at("decoder.blocks." + i + ".conv2.0", 0));
    }
    CutoutConfig config =
        new CutoutConfig(stem, blocks, shapes.at("encoder._conv_head", 0), decoder);
    int stages = config.stages().stream().mapToInt(stage -> stage + 1).max().orElse(0);
    if (stages != STAGE_STRIDES.length) {
      throw new CheckpointException(
          source
              + " is no U-Net on an EfficientNet: its blocks have "
              + stages
              + " different widths one after the other instead of "
              + STAGE_STRIDES.length
              + ".");
    }
    return config;
  }

  private record Shapes(String source, Map<String, WeightTensor> tensors) {
    int at(String convolution, int axis) {
      WeightTensor tensor = tensors.get(convolution + ".weight");
      if (tensor == null || tensor.shape().length != 4) {
        throw new CheckpointException(
            source
                + " is no U-Net on an EfficientNet: it has no tensor '"
                + convolution
                + ".weight' of 4 axes.");
      }
      return (int) tensor.shape()[axis];
    }
  }

  private static String block(int index) {
    return "encoder._blocks." + index;
  }

  /** Of each block, which stage it belongs to: the width of its result changes between stages. */
  private List<Integer> stages() {
    List<Integer> stages = new ArrayList<>();
    int stage = 0;
    for (int i = 0; i < blocks.size(); i++) {
      stage += i > 0 && blocks.get(i).out() != blocks.get(i - 1).out() ? 1 : 0;
      stages.add(stage);
    }
    return stages;
  }

  /** Where the first layer looks, then the middle one of each block. */
  List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    int side = CLASSIFIED_SIDE;
    List<Integer> stages = stages();
    for (int i = -1; i < blocks.size(); i++) {
      int stride = i < 0 ? 2 : stride(stages, i);
      int kernel = i < 0 ? STEM_KERNEL : blocks.get(i).kernel();
      int next = (side + stride - 1) / stride;
      int zeros = Math.max(0, (next - 1) * stride + kernel - side);
      windows.add(new Window(stride, zeros / 2, zeros - zeros / 2));
      side = next;
    }
    return windows;
  }

  private static int stride(List<Integer> stages, int block) {
    boolean isFirst = block == 0 || !stages.get(block).equals(stages.get(block - 1));
    return isFirst ? STAGE_STRIDES[stages.get(block)] : 1;
  }

  /** Blocks whose results the decoder sees beside the last one's. */
  long[] seenBlocks() {
    List<Integer> stages = stages();
    return LongStream.range(0, blocks.size() - 1)
        .filter(i -> !stages.get((int) i).equals(stages.get((int) i + 1)))
        .filter(i -> SEEN_STAGES.contains(stages.get((int) i)))
        .toArray();
  }

  /** All tensors by name and shape. */
  WeightTable weights() {
    WeightTable table = new WeightTable();
    table.need("encoder._conv_stem.weight", stemWidth, COLOURS, STEM_KERNEL, STEM_KERNEL);
    norm(table, "encoder._bn0", stemWidth);
    for (int i = 0; i < blocks.size(); i++) {
      bottleneck(table, block(i), blocks.get(i));
    }
    int in = blocks.get(blocks.size() - 1).out();
    table.allow("encoder._conv_head.weight", headWidth, in, 1, 1);
    unused(table, "encoder._bn1", headWidth);
    long[] seen = seenBlocks();
    for (int i = 0; i < DECODER_BLOCKS; i++) {
      String p = "decoder.blocks." + i;
      int fromEnd = seen.length - 1 - i;
      int skip =
          fromEnd >= 0 ? blocks.get((int) seen[fromEnd]).out() : fromEnd == -1 ? stemWidth : 0;
      int out = decoderWidths.get(i);
      table.need(p + ".conv1.0.weight", out, in + skip, 3, 3);
      norm(table, p + ".conv1.1", out);
      table.need(p + ".conv2.0.weight", out, out, 3, 3);
      norm(table, p + ".conv2.1", out);
      in = out;
    }
    return table.needConv("segmentation_head.0", CLASSES, in, 3);
  }

  private static void bottleneck(WeightTable table, String p, Block block) {
    int expanded = block.expanded();
    if (expanded != block.in()) {
      table.need(p + "._expand_conv.weight", expanded, block.in(), 1, 1);
      norm(table, p + "._bn0", expanded);
    }
    table.need(p + "._depthwise_conv.weight", expanded, 1, block.kernel(), block.kernel());
    norm(table, p + "._bn1", expanded);
    table.needConv(p + "._se_reduce", block.squeezed(), expanded, 1);
    table.needConv(p + "._se_expand", expanded, block.squeezed(), 1);
    table.need(p + "._project_conv.weight", block.out(), expanded, 1, 1);
    norm(table, p + "._bn2", block.out());
  }

  private static void norm(WeightTable table, String name, int width) {
    table
        .needNorm(name, width)
        .need(name + ".running_mean", width)
        .need(name + ".running_var", width)
        .allow(name + COUNTER);
  }

  private static void unused(WeightTable table, String name, int width) {
    for (String part : List.of(".weight", ".bias", ".running_mean", ".running_var")) {
      table.allow(name + part, width);
    }
    table.allow(name + COUNTER);
  }

  /** Whether a tensor takes part in what is computed here. */
  static boolean isUsed(String name) {
    return !name.endsWith(COUNTER)
        && !name.startsWith("encoder._conv_head.")
        && !name.startsWith("encoder._bn1.");
  }
}
