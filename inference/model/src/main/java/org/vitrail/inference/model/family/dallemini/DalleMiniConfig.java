package org.vitrail.inference.model.family.dallemini;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.NameTable;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The shape of a DALL·E mini transformer.
 *
 * @param textVocabularySize rows of the text embedding
 * @param textTokenCount longest text in tokens, start and end included
 * @param imageVocabularySize image tokens; one row more is embedded, for the start
 * @param imageTokenCount tokens of a picture
 * @param width of the model
 * @param gatedWidth inside the gated linear units
 * @param startToken what the decoder begins with
 * @param padToken text id of no word
 */
public record DalleMiniConfig(
    int textVocabularySize,
    int textTokenCount,
    int imageVocabularySize,
    int imageTokenCount,
    int width,
    int encoderLayerCount,
    int decoderLayerCount,
    int attentionHeadCount,
    int gatedWidth,
    int startToken,
    int padToken) {

  /** {@code <pad>} of BART's tokenizers, dalle-mini's among them. */
  private static final int TEXT_PAD = 1;

  /** The published {@code dalle-mini}. */
  public static final DalleMiniConfig MINI =
      new DalleMiniConfig(50264, 64, 16384, 256, 1024, 12, 12, 16, 2730, 16384, 1);

  /** The published {@code dalle-mega}. */
  public static final DalleMiniConfig MEGA =
      new DalleMiniConfig(50272, 64, 16415, 256, 2048, 24, 24, 32, 4096, 16384, 1);

  public DalleMiniConfig {
    if (width % attentionHeadCount != 0) {
      throw new IllegalArgumentException(
          "A width of " + width + " does not divide into " + attentionHeadCount + " heads.");
    }
    int side = (int) Math.round(Math.sqrt(imageTokenCount));
    if (side * side != imageTokenCount) {
      throw new IllegalArgumentException(imageTokenCount + " image tokens do not form a square.");
    }
    if (startToken < 0 || startToken > imageVocabularySize) {
      throw new IllegalArgumentException(
          "The start token " + startToken + " is not among 0 to " + imageVocabularySize + ".");
    }
  }

  /**
   * Reads a {@code config.json} of dalle-mini, with the published or the short names.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException for variants of the
   *     network that no published checkpoint uses
   */
  public static DalleMiniConfig read(Path file) {
    ConfigFile config =
        ConfigFile.read(file)
            .require("ln_positions", "normformer")
            .require("ln_type", "layernorm")
            .require("activation_function", "gelu")
            .require("use_bias", false)
            .require("use_glu", true)
            .require("force_ln_scale", false)
            .require("scale_embedding", false)
            .require("use_cosine_attention", false)
            .require("use_head_scale", false)
            .require("use_alibi", false)
            .require("use_deepnet_scaling", false)
            .require("use_subln_init", false)
            .require("use_swin_position_embeddings", false)
            .require("use_absolute_position_embeddings", true)
            .require("use_final_ln_encoder", true)
            .require("use_final_ln_decoder", true)
            .require("tie_word_embeddings", false)
            .require("sinkhorn_iters", 1);
    int imageVocabulary = config.count("image_vocab_size");
    // It is of images in the authors' files and has no part in drawing: taken for the text's, it
    // would hide a word from the network.
    config.tokenIdOr(0, "pad_token_id");
    requireEqual(config, "encoder_attention_heads", "decoder_attention_heads");
    requireEqual(config, "encoder_ffn_dim", "decoder_ffn_dim");
    return config.shape(
        () ->
            new DalleMiniConfig(
                config.count("text_vocab_size", "encoder_vocab_size"),
                config.count("text_length", "max_text_length"),
                imageVocabulary,
                config.count("image_length"),
                config.count("d_model"),
                config.layerCount("encoder_layers"),
                config.layerCount("decoder_layers"),
                config.count("heads", "decoder_attention_heads"),
                config.count("ffn_dim", "decoder_ffn_dim"),
                config.tokenIdOr(imageVocabulary, "decoder_start_token_id"),
                TEXT_PAD));
  }

  private static void requireEqual(ConfigFile config, String encoder, String decoder) {
    if (config.has(encoder) && config.has(decoder)) {
      config.require(encoder, config.count(decoder));
    }
  }

  /**
   * The published network that has tensors of these shapes, for files without a {@code config.json}
   * as min-dalle's.
   *
   * @param tensors by the program's names
   * @throws CheckpointException if they belong to neither
   */
  static DalleMiniConfig of(String source, Map<String, WeightTensor> tensors) {
    WeightTensor words = tensors.get("encoder.embed_tokens.weight");
    for (DalleMiniConfig known : List.of(MINI, MEGA)) {
      long[] shape = {known.textVocabularySize, known.width};
      if (words != null && Arrays.equals(words.shape(), shape)) {
        return known;
      }
    }
    throw new CheckpointException(
        source
            + " is neither dalle-mini nor dalle-mega"
            + (words == null ? "" : " (its text embedding is " + words + ")")
            + ". Name its config.json in the model's entry (files.dalleConfig).");
  }

  /**
   * The shape that a model's files have.
   *
   * @param configFile absent for one of the published shapes
   * @throws CheckpointException if they are of another kind
   */
  public static DalleMiniConfig find(
      Optional<Path> configFile, Path encoderFile, Path decoderFile) {
    return configFile
        .map(DalleMiniConfig::read)
        .orElseGet(
            () -> DalleMiniNetwork.tensors(encoderFile, decoderFile, DalleMiniConfig::ofAnyLayout));
  }

  private static DalleMiniConfig ofAnyLayout(String source, Map<String, WeightTensor> tensors) {
    NameTable layout = NameTable.best(source, tensors, DalleMiniLayouts.ALL);
    return of(source, layout.apply(source, tensors));
  }

  /** Image tokens along one side of a picture. */
  public int imageTokenSide() {
    return (int) Math.round(Math.sqrt(imageTokenCount));
  }

  /** Weights of the linear layers that one decoder step reads. */
  public long decoderLinearWeights() {
    long perLayer = 6L * width * width + 3L * width * gatedWidth;
    return decoderLayerCount * perLayer + (long) width * (imageVocabularySize + 1);
  }

  /** Weights of the linear layers that encoding a text reads. */
  public long encoderLinearWeights() {
    return encoderLayerCount * (4L * width * width + 3L * width * gatedWidth);
  }

  /** Weights of all linear layers together. */
  public long linearWeights() {
    return weights().elementCount(DalleMiniConfig::isLinear);
  }

  /** Weights of embeddings and norms together, scales that files leave out among them. */
  public long plainWeights() {
    return weights().elementCount(name -> !isLinear(name));
  }

  private static boolean isLinear(String name) {
    return name.matches(".*(_proj|\\.fc[0-2]|lm_head)\\.weight");
  }

  /** All tensors by the program's names. */
  public WeightTable weights() {
    return new WeightTable()
        .include("encoder.", encoderWeights())
        .include("decoder.", decoderWeights());
  }

  /** The encoder's tensors by min-dalle's names, without prefix. */
  WeightTable encoderWeights() {
    WeightTable table = stack(textVocabularySize, textTokenCount);
    for (int layer = 0; layer < encoderLayerCount; layer++) {
      layer(table, "layers." + layer);
    }
    return table;
  }

  /** The decoder's tensors by min-dalle's names, without prefix. */
  WeightTable decoderWeights() {
    WeightTable table = stack(imageVocabularySize + 1, imageTokenCount);
    for (int layer = 0; layer < decoderLayerCount; layer++) {
      String p = "layers." + layer;
      layer(table, p);
      shiftNorm(table, p + ".pre_encoder_attn_layer_norm", width);
      attention(table, p + ".encoder_attn");
      table.needNorm(p + ".encoder_attn_layer_norm", width);
    }
    return table.need("lm_head.weight", imageVocabularySize + 1, width);
  }

  private WeightTable stack(int vocabulary, int length) {
    WeightTable table = new WeightTable();
    table.need("embed_tokens.weight", vocabulary, width);
    table.need("embed_positions.weight", length, width);
    table.needNorm("layernorm_embedding", width);
    shiftNorm(table, "final_ln", width);
    return table;
  }

  private void layer(WeightTable table, String p) {
    shiftNorm(table, p + ".pre_self_attn_layer_norm", width);
    attention(table, p + ".self_attn");
    table.needNorm(p + ".self_attn_layer_norm", width);
    shiftNorm(table, p + ".glu.ln0", width);
    table.need(p + ".glu.fc0.weight", gatedWidth, width);
    table.need(p + ".glu.fc1.weight", gatedWidth, width);
    shiftNorm(table, p + ".glu.ln1", gatedWidth);
    table.need(p + ".glu.fc2.weight", width, gatedWidth);
  }

  private void attention(WeightTable table, String p) {
    for (String part : new String[] {"q", "k", "v", "out"}) {
      table.need(p + "." + part + "_proj.weight", width, width);
    }
  }

  /** A norm without a learned scale; some files carry one all the same. */
  private static void shiftNorm(WeightTable table, String name, int width) {
    table.need(name + ".bias", width).allow(name + ".weight", width);
  }
}
