package org.vitrail.inference.model.family.rudalle;

import java.util.Map;
import java.util.OptionalInt;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of a ruDALL-E transformer.
 *
 * @param textVocabularySize text tokens, those that stand for no word at each position among them
 * @param textTokenCount tokens of every text, padding included
 * @param imageVocabularySize image tokens
 * @param imageTokenSide image tokens along one side of a picture
 * @param width of the model
 */
public record RudalleConfig(
    RudalleVersion version,
    int textVocabularySize,
    int textTokenCount,
    int imageVocabularySize,
    int imageTokenSide,
    int width,
    int layerCount,
    int attentionHeadCount) {

  /** Malevich and Surrealist; Emojich has the same shape in version 2. */
  public static final RudalleConfig MALEVICH = published(2048, 24, 16);

  /** Kandinsky 12B. */
  public static final RudalleConfig KANDINSKY = published(3840, 64, 60);

  /** The authors' small network for trying things. */
  public static final RudalleConfig DUMMY = published(768, 12, 12);

  private static final String LAYERS = "transformer.layers.";
  private static final int MAX_LAYERS = 256;
  private static final int MAX_SIDE = 64;
  private static final int MAX_TEXT = 1024;

  public RudalleConfig {
    if (width % attentionHeadCount != 0) {
      throw new IllegalArgumentException(
          "A width of " + width + " does not divide into " + attentionHeadCount + " heads.");
    }
    if (textVocabularySize <= textTokenCount) {
      throw new IllegalArgumentException(
          "%d text tokens leave no words beside the %d that stand for none."
              .formatted(textVocabularySize, textTokenCount));
    }
  }

  private static RudalleConfig published(int width, int layerCount, int heads) {
    return new RudalleConfig(
        RudalleVersion.V3, 16384 + 128, 128, 8192, 32, width, layerCount, heads);
  }

  /**
   * Reads the shape from the tensors.
   *
   * @param source what to call the checkpoint in an error
   * @param heads attention heads, which no tensor tells; of the published widths they are known
   * @throws CheckpointException if they are of another network or of no possible size
   */
  static RudalleConfig of(
      String source, Map<String, WeightTensor> tensors, RudalleVersion version, OptionalInt heads) {
    long[] words = matrix(source, tensors, "text_embeddings.weight");
    int width = bounded(source, "width", words[1], 1 << 16);
    int text =
        bounded(
            source,
            "text length",
            matrix(source, tensors, "text_pos_embeddings.weight")[0] - 1,
            MAX_TEXT);
    long[] rows = matrix(source, tensors, "image_row_embeddings.weight");
    long[] codes = matrix(source, tensors, "image_embeddings.weight");
    try {
      return new RudalleConfig(
          version,
          bounded(source, "text vocabulary", words[0], 1 << 24),
          text,
          bounded(source, "image vocabulary", codes[0], 1 << 24),
          bounded(source, "picture's side", rows[0], MAX_SIDE),
          width,
          layerCount(source, tensors),
          heads.orElseGet(() -> knownHeads(source, width)));
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(source + ": " + e.getMessage());
    }
  }

  private static long[] matrix(String source, Map<String, WeightTensor> tensors, String name) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length != 2) {
      throw new CheckpointException(
          source
              + " is no ruDALL-E transformer: "
              + (tensor == null
                  ? "it has no tensor " + name + "."
                  : name + " is " + tensor + ", not a matrix."));
    }
    return tensor.shape();
  }

  private static int bounded(String source, String what, long size, int most) {
    if (size < 1 || size > most) {
      throw new CheckpointException(
          "%s has a %s of %d; 1 to %d are possible.".formatted(source, what, size, most));
    }
    return (int) size;
  }

  private static int layerCount(String source, Map<String, WeightTensor> tensors) {
    int count = 0;
    while (count <= MAX_LAYERS
        && tensors.containsKey(LAYERS + count + ".attention.query_key_value.weight")) {
      count++;
    }
    return bounded(source, "number of layers", count, MAX_LAYERS);
  }

  private static int knownHeads(String source, int width) {
    for (RudalleConfig known : new RudalleConfig[] {MALEVICH, KANDINSKY, DUMMY}) {
      if (known.width == width) {
        return known.attentionHeadCount;
      }
    }
    throw new CheckpointException(
        source
            + " has a width of "
            + width
            + ", which no published ruDALL-E has, so that its attention heads are not known. Give a"
            + " config.json with num_attention_heads in the model's entry (files.dalleConfig).");
  }

  /** This shape with another number of layers, to see what a whole network would take. */
  public RudalleConfig withLayers(int count) {
    return new RudalleConfig(
        version,
        textVocabularySize,
        textTokenCount,
        imageVocabularySize,
        imageTokenSide,
        width,
        count,
        attentionHeadCount);
  }

  /** Image tokens of a picture. */
  public int imageTokenCount() {
    return imageTokenSide * imageTokenSide;
  }

  /** Weights of the linear layers that one step reads. */
  public long stepLinearWeights() {
    return layerCount * 12L * width * width + (long) width * imageVocabularySize;
  }

  /** All tensors by the authors' names, their masks as what may be left out. */
  public WeightTable weights() {
    WeightTable table =
        new WeightTable()
            .need("text_embeddings.weight", textVocabularySize, width)
            .need("image_embeddings.weight", imageVocabularySize, width)
            .need("text_pos_embeddings.weight", textTokenCount + 1, width)
            .need("image_row_embeddings.weight", imageTokenSide, width)
            .need("image_col_embeddings.weight", imageTokenSide, width);
    for (int layer = 0; layer < layerCount; layer++) {
      String p = LAYERS + layer;
      table
          .needNorm(p + ".input_layernorm", width)
          .needNorm(p + ".before_first_addition_layernorm", width)
          .needNorm(p + ".post_attention_layernorm", width)
          .needNorm(p + ".before_second_addition_layernorm", width);
      linear(table, p + ".attention.query_key_value", 3L * width, width);
      linear(table, p + ".attention.dense", width, width);
      linear(table, p + ".mlp.dense_h_to_4h", 4L * width, width);
      linear(table, p + ".mlp.dense_4h_to_h", width, 4L * width);
    }
    table.needNorm("transformer.final_layernorm", width).needNorm("to_logits.0", width);
    linear(table, "to_logits.1", textVocabularySize + (long) imageVocabularySize, width);
    return table;
  }

  /** The same with the masks that the authors' files hold as well. */
  WeightTable fileWeights() {
    long length = textTokenCount + (long) imageTokenCount();
    return weights()
        .allow("transformer.row_mask", length, length)
        .allow("transformer.col_mask", length, length)
        .allow("transformer.conv_mask", length, length);
  }

  private static void linear(WeightTable table, String name, long out, long in) {
    table.need(name + ".weight", out, in).need(name + ".bias", out);
  }
}
