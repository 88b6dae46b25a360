package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** The published configurations are understood; every other variant is refused by its name. */
class DalleMiniConfigTest {
  /** What the authors' own file says, as far as it shapes the network. */
  private static final String PUBLISHED =
      """
      {"activation_function": "gelu", "d_model": %d, "decoder_attention_heads": %d,
       "decoder_ffn_dim": %d, "decoder_layers": %d, "decoder_start_token_id": 16384,
       "encoder_attention_heads": %d, "encoder_ffn_dim": %d, "encoder_layers": %d,
       "encoder_vocab_size": %d, "image_vocab_size": %d, "image_length": 256,
       "max_text_length": 64, "bos_token_id": 16385, "eos_token_id": 16385,
       "pad_token_id": 16385, "use_bias": false, "ln_positions": "normformer",
       "ln_type": "layernorm", "use_glu": true, "force_ln_scale": false,
       "scale_embedding": false, "use_absolute_position_embeddings": true,
       "use_final_ln_encoder": true, "use_final_ln_decoder": true, "use_head_scale": false,
       "use_cosine_attention": false, "use_swin_position_embeddings": false,
       "use_deepnet_scaling": false, "use_alibi": false, "use_subln_init": false,
       "sinkhorn_iters": 1, "tau_init": 0.05, "tie_word_embeddings": false,
       "normalize_text": true, "do_sample": true, "use_scan": true}
      """;

  private static final String MINI =
      PUBLISHED.formatted(1024, 16, 2730, 12, 16, 2730, 12, 50264, 16384);

  @TempDir Path folder;

  @Test
  void the_published_shapes_are_read() throws IOException {
    DalleMiniConfig mini = read(MINI);
    DalleMiniConfig mega =
        read(PUBLISHED.formatted(2048, 32, 4096, 24, 32, 4096, 24, 50272, 16415));

    assertThat(parameters(mini)).isEqualTo(437_833_712);
    assertThat(parameters(mega)).isEqualTo(2_587_521_024L);
    assertThat(mini.startToken()).isEqualTo(16384);
    assertThat(mini.imageTokenSide()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "ln_positions, swinv2",
    "ln_positions, cogview",
    "ln_positions, postln",
    "ln_positions, preln",
    "ln_positions, subln",
    "ln_type, rmsnorm",
    "activation_function, smelu",
    "activation_function, relu",
    "use_bias, true",
    "use_glu, false",
    "force_ln_scale, true",
    "scale_embedding, true",
    "use_absolute_position_embeddings, false",
    "use_final_ln_encoder, false",
    "use_final_ln_decoder, false",
    "use_head_scale, true",
    "use_cosine_attention, true",
    "use_swin_position_embeddings, true",
    "use_deepnet_scaling, true",
    "use_alibi, true",
    "use_subln_init, true",
    "sinkhorn_iters, 3",
    "tie_word_embeddings, true",
    "encoder_attention_heads, 8",
    "encoder_ffn_dim, 4096",
  })
  void a_variant_that_no_published_checkpoint_uses_is_refused_by_name(String key, String value) {
    String quoted = value.matches("[a-z].*") && !value.matches("true|false") ? "\"%s\"" : "%s";
    String changed =
        MINI.replaceAll("\"" + key + "\": [^,}]+", "\"" + key + "\": " + quoted.formatted(value));

    assertThat(changed).isNotEqualTo(MINI);
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(key + ": " + quoted.formatted(value) + " is a variant that is not");
  }

  /** Ids begin at 0. The pad is the image's: the text's is the tokenizer's. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 16385", "16384, 0", "16384, 1"})
  void ids_of_tokens_may_be_0(int start, int pad) throws IOException {
    DalleMiniConfig config =
        read(
            MINI.replace(
                    "\"decoder_start_token_id\": 16384", "\"decoder_start_token_id\": " + start)
                .replace("\"pad_token_id\": 16385", "\"pad_token_id\": " + pad));

    assertThat(config.startToken()).isEqualTo(start);
    assertThat(config.padToken()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "decoder_start_token_id, 16385, not among 0 to 16384",
    "decoder_start_token_id, -1, from 0 to 2147483647",
    "pad_token_id, -1, from 0 to 2147483647",
    "pad_token_id, 1.5, from 0 to 2147483647",
    "encoder_layers, 0, from 1 to 1000",
    "d_model, 0, from 1 to 2147483647",
  })
  void a_number_that_cannot_be_is_refused_with_its_bounds(String key, String value, String bounds) {
    String changed = MINI.replaceAll("\"" + key + "\": [^,}]+", "\"" + key + "\": " + value);

    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(value)
        .hasMessageContaining(bounds);
  }

  /** Without the scales of norms that have none in the published files. */
  private static long parameters(DalleMiniConfig config) {
    Map<String, long[]> published = config.weights().all();
    published.keySet().removeIf(name -> name.matches(".*(final_ln|pre_.*|glu\\.ln.)\\.weight"));
    return published.values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }

  private DalleMiniConfig read(String json) throws IOException {
    return DalleMiniConfig.read(Files.writeString(folder.resolve("config.json"), json));
  }
}
