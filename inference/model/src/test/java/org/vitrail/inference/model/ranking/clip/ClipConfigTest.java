package org.vitrail.inference.model.ranking.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipConfigTest {
  private static final String FILE =
      """
      {"embed_dim": 192, "image_resolution": 64, "vision_layers": 4, "vision_width": 256,
       "vision_patch_size": 8, "context_length": 32, "vocab_size": 4098, "transformer_width": 192,
       "transformer_layers": 4 %s}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ", \"sot_token_id\": 0 | 0 | 4097",
        ", \"sot_token_id\": 4095, \"eot_token_id\": 4096, \"pad_token_id\": 0 | 4095 | 4096",
        "'' | 4096 | 4097",
      })
  void ids_of_tokens_may_be_0_and_may_be_left_out(
      String more, int start, int end, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), FILE.formatted(more));

    ClipConfig config = ClipConfig.read(file).orElseThrow();

    assertThat(config.startToken()).isEqualTo(start);
    assertThat(config.endToken()).isEqualTo(end);
  }
}
