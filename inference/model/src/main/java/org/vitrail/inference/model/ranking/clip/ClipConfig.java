package org.vitrail.inference.model.ranking.clip;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of a CLIP in OpenAI's layout; a head has 64 channels everywhere.
 *
 * @param embeddingWidth of the common space
 * @param imageResolution pixels along a side
 * @param patchSize pixels along a side of a patch
 * @param textTokenCount longest text, start and end included
 * @param textVocabularySize ids, start and end included
 * @param startToken id that begins a text
 * @param endToken id that ends it; nowhere else in it
 */
public record ClipConfig(
    int embeddingWidth,
    int imageResolution,
    int patchSize,
    int visionWidth,
    int visionLayerCount,
    int textTokenCount,
    int textVocabularySize,
    int textWidth,
    int textLayerCount,
    int startToken,
    int endToken) {
  /** The published ViT-B/32. */
  public static final ClipConfig VIT_B_32 =
      new ClipConfig(512, 224, 32, 768, 12, 77, 49_408, 512, 12, 49_406, 49_407);

  private static final int HEAD_WIDTH = 64;

  public ClipConfig {
    if (patchSize < 1 || imageResolution < 1 || imageResolution % patchSize != 0) {
      throw new IllegalArgumentException(
          "A side of "
              + imageResolution
              + " pixels does not divide into patches of "
              + patchSize
              + ".");
    }
    if (visionWidth % HEAD_WIDTH != 0 || textWidth % HEAD_WIDTH != 0) {
      throw new IllegalArgumentException(
          "Widths of "
              + visionWidth
              + " and "
              + textWidth
              + " do not divide into heads of "
              + HEAD_WIDTH
              + ".");
    }
    if (startToken >= textVocabularySize || endToken >= textVocabularySize) {
      throw new IllegalArgumentException(
          "The start and end tokens "
              + startToken
              + " and "
              + endToken
              + " are not among "
              + textVocabularySize
              + " ids.");
    }
  }

  /**
   * Reads a {@code config.json} with the names of OpenAI's constructor. Hugging Face's, which
   * leaves out what is usual, says nothing that the tensors do not: empty.
   *
   * @throws CheckpointException for variants that no published CLIP uses
   */
  public static Optional<ClipConfig> read(Path file) {
    ConfigFile config = ConfigFile.read(file);
    if (config.has("text_config") || config.has("vision_config")) {
      for (String part : List.of("text_config", "vision_config")) {
        if (config.has(part)) {
          config.section(part).require("hidden_act", "quick_gelu").require("layer_norm_eps", 1e-5);
        }
      }
      return Optional.empty();
    }
    int vocabulary = config.count("vocab_size");
    if (config.has("transformer_heads")) {
      config.require("transformer_heads", config.count("transformer_width") / HEAD_WIDTH);
    }
    return Optional.of(
        config.shape(
            () ->
                new ClipConfig(
                    config.count("embed_dim"),
                    config.count("image_resolution"),
                    config.count("vision_patch_size"),
                    config.count("vision_width"),
                    config.layerCount("vision_layers"),
                    config.count("context_length"),
                    vocabulary,
                    config.count("transformer_width"),
                    config.layerCount("transformer_layers"),
                    config.tokenIdOr(vocabulary - 2, "sot_token_id"),
                    config.tokenIdOr(vocabulary - 1, "eot_token_id"))));
  }

  /** The same shape for texts that begin and end with other ids. */
  public ClipConfig withEnds(int start, int end) {
    return new ClipConfig(
        embeddingWidth,
        imageResolution,
        patchSize,
        visionWidth,
        visionLayerCount,
        textTokenCount,
        textVocabularySize,
        textWidth,
        textLayerCount,
        start,
        end);
  }

  /**
   * The shape that tensors in OpenAI's layout have.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException if they are no CLIP
   */
  static ClipConfig of(String source, Map<String, WeightTensor> tensors) {
    long[] patches = shape(source, tensors, "visual.conv1.weight", 4);
    long[] positions = shape(source, tensors, "visual.positional_embedding", 2);
    long[] words = shape(source, tensors, "token_embedding.weight", 2);
    long[] projection = shape(source, tensors, "text_projection", 2);
    long[] context = shape(source, tensors, "positional_embedding", 2);
    int side = (int) Math.round(Math.sqrt(positions[0] - 1.0));
    try {
      return new ClipConfig(
          Math.toIntExact(projection[1]),
          Math.toIntExact(side * patches[2]),
          Math.toIntExact(patches[2]),
          Math.toIntExact(patches[0]),
          layers(tensors, "visual.transformer.resblocks."),
          Math.toIntExact(context[0]),
          Math.toIntExact(words[0]),
          Math.toIntExact(words[1]),
          layers(tensors, "transformer.resblocks."),
          Math.toIntExact(words[0] - 2),
          Math.toIntExact(words[0] - 1));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CheckpointException(source + " is no CLIP: " + e.getMessage());
    }
  }

  private static long[] shape(
      String source, Map<String, WeightTensor> tensors, String name, int axes) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length != axes) {
      throw new CheckpointException(
          source + " is no CLIP: it has no tensor '" + name + "' of " + axes + " axes.");
    }
    return tensor.shape();
  }

  private static int layers(Map<String, WeightTensor> tensors, String prefix) {
    int count = 0;
    while (tensors.containsKey(prefix + count + ".ln_1.weight")) {
      count++;
    }
    return count;
  }

  /**
   * Whether both towers are at least as wide as those of ViT-B/32, the smallest CLIP that was
   * published, which has seen enough of the web to be asked about more than it was trained to rank.
   */
  public boolean isAsLargeAsVitB32() {
    return visionWidth >= VIT_B_32.visionWidth && textWidth >= VIT_B_32.textWidth;
  }

  int visionHeadCount() {
    return visionWidth / HEAD_WIDTH;
  }

  int textHeadCount() {
    return textWidth / HEAD_WIDTH;
  }

  private int patchCount() {
    int side = imageResolution / patchSize;
    return side * side;
  }

  /** Floating-point operations that embed one picture. */
  public double imageOperations() {
    double width = visionWidth;
    double positions = patchCount() + 1;
    double linears = positions * 12 * width * width;
    double attention = 2 * positions * positions * width;
    double patches = patchCount() * 3.0 * patchSize * patchSize * width;
    return 2 * (visionLayerCount * (linears + attention) + patches);
  }

  /** All tensors by name and shape, in OpenAI's layout. */
  public WeightTable weights() {
    WeightTable table = new WeightTable();
    table.need("visual.conv1.weight", visionWidth, 3, patchSize, patchSize);
    table.need("visual.class_embedding", visionWidth);
    table.need("visual.positional_embedding", patchCount() + 1, visionWidth);
    table.needNorm("visual.ln_pre", visionWidth).needNorm("visual.ln_post", visionWidth);
    blocks(table, "visual.transformer.resblocks.", visionLayerCount, visionWidth);
    table.need("visual.proj", visionWidth, embeddingWidth);
    table.need("token_embedding.weight", textVocabularySize, textWidth);
    table.need("positional_embedding", textTokenCount, textWidth);
    blocks(table, "transformer.resblocks.", textLayerCount, textWidth);
    table.needNorm("ln_final", textWidth);
    table.need("text_projection", textWidth, embeddingWidth);
    // Similarities are shown as cosines; the scale only matters for judging, and has an upper bound
    // that all published ones reach.
    return table.allow("logit_scale");
  }

  private static void blocks(WeightTable table, String prefix, int count, int width) {
    for (int layer = 0; layer < count; layer++) {
      String p = prefix + layer;
      table.needNorm(p + ".ln_1", width).needNorm(p + ".ln_2", width);
      table.need(p + ".attn.in_proj_weight", 3L * width, width);
      table.need(p + ".attn.in_proj_bias", 3L * width);
      linear(table, p + ".attn.out_proj", width, width);
      linear(table, p + ".mlp.c_fc", 4L * width, width);
      linear(table, p + ".mlp.c_proj", width, 4L * width);
    }
  }

  private static void linear(WeightTable table, String p, long out, long in) {
    table.need(p + ".weight", out, in).need(p + ".bias", out);
  }
}
