package org.vitrail.inference.model.codec.vqgan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.WeightTable;

/**
 * The shape of a VQGAN.
 *
 * @param channels of the first level
 * @param channelFactors of each level, from the pixels inwards; each level but the last halves the
 *     size
 * @param blocksPerLevel residual blocks of a level of the encoder; the decoder has one more
 * @param attentionResolutions nominal sizes at which blocks are followed by attention
 * @param resolution nominal picture size in pixels
 * @param latentChannels between encoder and quantizer
 * @param codeWidth of one entry of the codebook
 * @param codeCount entries of the codebook
 * @param wavelet whether the decoder gives a Haar wavelet's parts of a picture of twice the size
 */
public record VqganConfig(
    int channels,
    List<Integer> channelFactors,
    int blocksPerLevel,
    List<Integer> attentionResolutions,
    int resolution,
    int latentChannels,
    int codeWidth,
    int codeCount,
    boolean wavelet) {
  private static final int MAX_LEVELS = 12;

  /** Of each colour: means, and details down, across and both. */
  static final int WAVELET_PARTS = 4;

  public VqganConfig {
    if (channelFactors.isEmpty() || channelFactors.size() > MAX_LEVELS) {
      throw new IllegalArgumentException(
          "ch_mult: " + channelFactors + " is not allowed; give 1 to " + MAX_LEVELS + " levels.");
    }
    if (channelFactors.contains(0)) {
      throw new IllegalArgumentException(
          "ch_mult: " + channelFactors + " is not allowed; a level has channels.");
    }
  }

  /** One whose decoder gives the picture itself. */
  public VqganConfig(
      int channels,
      List<Integer> channelFactors,
      int blocksPerLevel,
      List<Integer> attentionResolutions,
      int resolution,
      int latentChannels,
      int codeWidth,
      int codeCount) {
    this(
        channels,
        channelFactors,
        blocksPerLevel,
        attentionResolutions,
        resolution,
        latentChannels,
        codeWidth,
        codeCount,
        false);
  }

  /** The network of DALL·E mini: 16 pixels a token, 16,384 codes. */
  public static final VqganConfig F16_16384 =
      new VqganConfig(128, List.of(1, 1, 2, 2, 4), 2, List.of(16), 256, 256, 256, 16_384);

  /** The first network of taming-transformers: 16 pixels a token, 1,024 codes. */
  public static final VqganConfig F16_1024 =
      new VqganConfig(128, List.of(1, 1, 2, 2, 4), 2, List.of(16), 256, 256, 256, 1024);

  /** The network of ruDALL-E: 8 pixels a token, 8,192 codes that a layer chooses. */
  public static final VqganConfig F8_8192 =
      new VqganConfig(128, List.of(1, 1, 2, 4), 2, List.of(32), 256, 256, 256, 8_192);

  /** The same with a decoder for twice the size. */
  public static final VqganConfig F8_8192_WAVELET =
      new VqganConfig(128, List.of(1, 1, 2, 4), 2, List.of(32), 256, 256, 256, 8_192, true);

  /**
   * Reads a description with taming-transformers' keys: its {@code model.yaml}, vqgan-jax's {@code
   * config.json} or the bundled model's.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException for variants that no
   *     published checkpoint uses
   */
  public static VqganConfig read(Path file) {
    ConfigFile root = ConfigFile.read(file);
    ConfigFile model = root.has("model") ? root.section("model").section("params") : root;
    // A transformer's description has its VQGAN's inside.
    ConfigFile config =
        model.has("first_stage_config")
            ? model.section("first_stage_config").section("params")
            : model;
    ConfigFile network = config.has("ddconfig") ? config.section("ddconfig") : config;
    network
        .require("double_z", false)
        .require("in_channels", 3)
        .require("out_ch", 3)
        .require("resamp_with_conv", true)
        .require("give_pre_end", false);
    return config.shape(
        () ->
            new VqganConfig(
                network.count("ch"),
                network.counts("ch_mult"),
                network.layerCount("num_res_blocks"),
                network.counts("attn_resolutions"),
                network.count("resolution"),
                network.count("z_channels"),
                config.count("embed_dim"),
                config.count("n_embed")));
  }

  /** Levels of resolution. */
  public int levelCount() {
    return channelFactors.size();
  }

  /** Pixels along one side of an image token. */
  public int pixelsPerToken() {
    return wavelet ? 2 * networkPixelsPerToken() : networkPixelsPerToken();
  }

  /** Pixels along one side of an image token where the network's convolutions are widest. */
  int networkPixelsPerToken() {
    return 1 << (levelCount() - 1);
  }

  /** Floating-point operations of the convolutions that decode one picture of nominal size. */
  public double decodeOperations() {
    double operations = 0;
    for (Map.Entry<String, long[]> tensor : weights().all().entrySet()) {
      long[] shape = tensor.getValue();
      String name = tensor.getKey();
      if (shape.length == 4 && (name.startsWith("decoder.") || name.startsWith("post_quant"))) {
        double side = resolution >> decoderLevel(name);
        operations += 2.0 * shape[0] * shape[1] * shape[2] * shape[3] * side * side;
      }
    }
    return operations;
  }

  /** Weights of the decoder with its codebook. */
  public long decoderWeights() {
    return weights(false, false).elementCount(name -> true);
  }

  /** Weights of the encoder, which some files leave out. */
  public long encoderWeights() {
    return weights().elementCount(name -> true) - decoderWeights();
  }

  /**
   * Numbers that a processor makes of the decoder's weights to go there and back by tiles: 36 for
   * each nine, twice.
   */
  public long tiledWeights() {
    return weights(false, false).all().values().stream()
        .filter(VqganConfig::isTiled)
        .mapToLong(shape -> shape[0] * shape[1] * 36 * 2)
        .sum();
  }

  /** As {@code is_tiled} in the program says, of maps that are large enough. */
  private static boolean isTiled(long[] shape) {
    return shape.length == 4
        && shape[2] == 3
        && Math.min(shape[0], shape[1]) >= 64
        && shape[0] * shape[1] <= 131_072;
  }

  /** The level whose size a tensor of the decoder works at; 0 has the size of the picture. */
  private int decoderLevel(String name) {
    if (name.startsWith("decoder.conv_out")) {
      return 0;
    }
    if (name.startsWith("decoder.up.")) {
      int level = Integer.parseInt(name.split("\\.")[2]);
      return name.contains(".upsample.") ? level - 1 : level;
    }
    return levelCount() - 1;
  }

  /** All tensors by name and shape, in taming-transformers' layout. */
  public WeightTable weights() {
    return weights(true, false);
  }

  /**
   * The tensors of one kind of checkpoint.
   *
   * @param encodes whether it holds the encoder too
   * @param gumbel whether its codes are chosen by a layer and not by their distance
   */
  public WeightTable weights(boolean encodes, boolean gumbel) {
    WeightTable table = new WeightTable();
    decoder(table);
    table.need("quantize.embedding.weight", codeCount, codeWidth);
    table.needConv("post_quant_conv", latentChannels, codeWidth, 1);
    if (encodes) {
      encoder(table);
      table.needConv("quant_conv", codeWidth, latentChannels, 1);
    }
    if (encodes && gumbel) {
      table.needConv("quantize.proj", codeCount, codeWidth, 1);
    }
    return table;
  }

  private void encoder(WeightTable table) {
    table.needConv("encoder.conv_in", channels, 3, 3);
    int width = channels;
    for (int level = 0; level < levelCount(); level++) {
      String p = "encoder.down." + level;
      int out = channels * channelFactors.get(level);
      for (int j = 0; j < blocksPerLevel; j++) {
        width = block(table, p, j, width, out, resolution >> level);
      }
      if (level < levelCount() - 1) {
        table.needConv(p + ".downsample.conv", width, width, 3);
      }
    }
    middle(table, "encoder.mid", width);
    table.needNorm("encoder.norm_out", width);
    table.needConv("encoder.conv_out", latentChannels, width, 3);
  }

  private void decoder(WeightTable table) {
    int width = channels * channelFactors.get(levelCount() - 1);
    table.needConv("decoder.conv_in", width, latentChannels, 3);
    middle(table, "decoder.mid", width);
    for (int level = levelCount() - 1; level >= 0; level--) {
      String p = "decoder.up." + level;
      int out = channels * channelFactors.get(level);
      for (int j = 0; j <= blocksPerLevel; j++) {
        width = block(table, p, j, width, out, resolution >> level);
      }
      if (level > 0) {
        table.needConv(p + ".upsample.conv", width, width, 3);
      }
    }
    table.needNorm("decoder.norm_out", width);
    table.needConv("decoder.conv_out", wavelet ? 3 * WAVELET_PARTS : 3, width, 3);
  }

  private int block(WeightTable table, String level, int j, int in, int out, int size) {
    resnet(table, level + ".block." + j, in, out);
    if (attentionResolutions.contains(size)) {
      attention(table, level + ".attn." + j, out);
    }
    return out;
  }

  private static void middle(WeightTable table, String p, int width) {
    resnet(table, p + ".block_1", width, width);
    attention(table, p + ".attn_1", width);
    resnet(table, p + ".block_2", width, width);
  }

  private static void resnet(WeightTable table, String p, int in, int out) {
    table.needNorm(p + ".norm1", in).needConv(p + ".conv1", out, in, 3);
    table.needNorm(p + ".norm2", out).needConv(p + ".conv2", out, out, 3);
    if (in != out) {
      table.needConv(p + ".nin_shortcut", out, in, 1);
    }
  }

  private static void attention(WeightTable table, String p, int width) {
    table.needNorm(p + ".norm", width);
    for (String part : List.of("q", "k", "v", "proj_out")) {
      table.needConv(p + "." + part, width, width, 1);
    }
  }
}
