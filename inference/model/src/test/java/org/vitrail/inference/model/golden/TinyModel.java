package org.vitrail.inference.model.golden;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.family.dallemini.DalleMiniConfig;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * A model of the bundled one's layout, pictures, tokens and words whose networks are narrow and
 * untrained: it draws noise, in a fraction of the time. For what holds whatever the weights are.
 */
public final class TinyModel {
  /** 16 × 16 of 1,024 tokens. */
  public static final DalleMiniConfig TRANSFORMER =
      new DalleMiniConfig(4096, 32, 1024, 256, 64, 1, 1, 2, 96, 1024, 1);

  /** Eight pixels a token. */
  private static final VqganConfig VQGAN =
      new VqganConfig(32, List.of(1, 1, 1, 1), 1, List.of(), 128, 8, 8, 1024);

  private static final ClipConfig CLIP =
      new ClipConfig(16, 32, 8, 64, 1, 32, 4098, 64, 1, 4096, 4097);

  /** Of this process, as another one of the same build may be writing its own. */
  private static final ModelFolder FILES =
      write(Path.of("target", "tiny-model", Long.toString(ProcessHandle.current().pid())));

  private TinyModel() {}

  /**
   * Its files, in the build's folder.
   *
   * @param id what jobs call it
   */
  public static ModelFolder files(String id) {
    return new ModelFolder(id, FILES.folder(), FILES.roles(), FILES.traits());
  }

  private static ModelFolder write(Path folder) {
    try {
      return written(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All but those that it shares with the bundled model. */
  private static ModelFolder written(Path folder) throws IOException {
    ModelFolder bundled = BundledGolden.files().folder();
    Map<String, Path> shared =
        Map.of(
            "tokenizer", bundled.need("tokenizer"),
            "lexicon", bundled.need("lexicon"),
            "upscalerConfig", bundled.need("upscalerConfig"),
            "upscaler", bundled.need("upscaler"));
    ModelFolder own = BundledModel.in(folder, "tiny");
    weights(own, "encoder", TRANSFORMER.weights(), "encoder.");
    weights(own, "decoder", TRANSFORMER.weights(), "decoder.");
    weights(own, "vqgan", VQGAN.weights(), "");
    weights(own, "clip", CLIP.weights(), "");
    config(own, "dalleConfig", transformer());
    config(own, "vqganConfig", vqgan());
    config(own, "clipConfig", clip());
    return new ModelFolder(own.id(), folder, shared, own.traits()).with(own.roles());
  }

  /** Those of a table that begin with a prefix, without it. */
  private static void weights(ModelFolder folder, String role, WeightTable table, String prefix)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (Map.Entry<String, WeightTensor> weight : RandomWeights.of(table).entrySet()) {
      if (weight.getKey().startsWith(prefix)) {
        writer.put(weight.getKey().substring(prefix.length()), weight.getValue());
      }
    }
    Path file = folder.need(role);
    Files.createDirectories(file.getParent());
    writer.write(file);
  }

  private static void config(ModelFolder folder, String role, Map<String, Object> values)
      throws IOException {
    new ObjectMapper().writeValue(folder.need(role).toFile(), values);
  }

  private static Map<String, Object> transformer() {
    return Map.ofEntries(
        Map.entry("text_vocab_size", TRANSFORMER.textVocabularySize()),
        Map.entry("text_length", TRANSFORMER.textTokenCount()),
        Map.entry("image_vocab_size", TRANSFORMER.imageVocabularySize()),
        Map.entry("image_length", TRANSFORMER.imageTokenCount()),
        Map.entry("d_model", TRANSFORMER.width()),
        Map.entry("encoder_layers", TRANSFORMER.encoderLayerCount()),
        Map.entry("decoder_layers", TRANSFORMER.decoderLayerCount()),
        Map.entry("heads", TRANSFORMER.attentionHeadCount()),
        Map.entry("ffn_dim", TRANSFORMER.gatedWidth()),
        Map.entry("decoder_start_token_id", TRANSFORMER.startToken()),
        Map.entry("activation_function", "gelu"),
        Map.entry("use_bias", false),
        Map.entry("ln_positions", "normformer"),
        Map.entry("use_glu", true),
        Map.entry("force_ln_scale", false));
  }

  private static Map<String, Object> vqgan() {
    Map<String, Object> network =
        Map.of(
            "z_channels", VQGAN.latentChannels(),
            "resolution", VQGAN.resolution(),
            "ch", VQGAN.channels(),
            "ch_mult", VQGAN.channelFactors(),
            "num_res_blocks", VQGAN.blocksPerLevel(),
            "attn_resolutions", VQGAN.attentionResolutions());
    return Map.of(
        "embed_dim", VQGAN.codeWidth(), "n_embed", VQGAN.codeCount(), "ddconfig", network);
  }

  private static Map<String, Object> clip() {
    return Map.ofEntries(
        Map.entry("embed_dim", CLIP.embeddingWidth()),
        Map.entry("image_resolution", CLIP.imageResolution()),
        Map.entry("vision_layers", CLIP.visionLayerCount()),
        Map.entry("vision_width", CLIP.visionWidth()),
        Map.entry("vision_patch_size", CLIP.patchSize()),
        Map.entry("context_length", CLIP.textTokenCount()),
        Map.entry("vocab_size", CLIP.textVocabularySize()),
        Map.entry("transformer_width", CLIP.textWidth()),
        Map.entry("transformer_layers", CLIP.textLayerCount()),
        Map.entry("sot_token_id", CLIP.startToken()),
        Map.entry("eot_token_id", CLIP.endToken()));
  }
}
