package org.vitrail.inference.model.clip;

import java.nio.file.Path;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.WeightTable;

/**
 * The shape of a CLIP in OpenAI's layout; a head has 64 channels everywhere.
 *
 * @param embeddingWidth of the common space
 * @param imageResolution pixels along a side
 * @param patchSize pixels along a side of a patch
 * @param textTokenCount longest text, start and end included
 * @param textVocabularySize ids, start and end included
 * @param startToken id that begins a text
 * @param endToken id that ends it; the largest of all
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
  private static final int HEAD_WIDTH = 64;

  public ClipConfig {
    if (imageResolution % patchSize != 0) {
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

  /** Reads a {@code config.json} with the names of OpenAI's constructor. */
  public static ClipConfig read(Path file) {
    ConfigFile config = ConfigFile.read(file);
    int vocabulary = config.count("vocab_size");
    return config.shape(
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
                config.countOr(vocabulary - 2, "sot_token_id"),
                config.countOr(vocabulary - 1, "eot_token_id")));
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
  WeightTable weights() {
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
    // Similarities are shown as cosines; the scale only matters for training.
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
