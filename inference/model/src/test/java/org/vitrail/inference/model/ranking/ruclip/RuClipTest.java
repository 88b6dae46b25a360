package org.vitrail.inference.model.ranking.ruclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.YttmGolden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** The whole way from files to scores against the authors' predictor, at an odd little size. */
class RuClipTest {
  private static final String CONFIG =
      """
      {"embed_dim": 16, "image_resolution": 32, "vision_layers": 2, "vision_width": 64,
       "vision_patch_size": 8, "context_length": 12, "vocab_size": 100, "transformer_width": 64,
       "transformer_heads": 1, "transformer_layers": 2, "mean": [0.5, 0.4, 0.3],
       "std": [0.2, 0.25, 0.3]}
      """;

  @TempDir static Path folder;
  private static TensorEngine engine;
  private static RuClip ranker;

  @BeforeAll
  static void load() throws IOException {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    Path config = Files.writeString(folder.resolve("config.json"), CONFIG);
    Files.writeString(folder.resolve("bpe.model"), YttmGolden.MODEL);
    SafetensorsWriter weights = new SafetensorsWriter();
    FillRule.weights(ClipConfig.read(config).orElseThrow().weights(), "", .1)
        .forEach((name, tensor) -> weights.put(name, tensor));
    weights.write(folder.resolve("pytorch_model.bin"));
    ranker = read(config);
  }

  private static RuClip read(Path config) {
    return RuClip.read(
        engine, config, folder.resolve("pytorch_model.bin"), folder.resolve("bpe.model"));
  }

  @AfterAll
  static void close() {
    ranker.close();
    engine.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Рыжий котик | 48 | 48 | -0.151724 | -0.157053",
        "Рыжий котик | 57 | 40 | -0.146471 | -0.154752",
        "Рыжий котик | 20 | 20 | -0.145505 | -0.157087",
        "Рыжий котик | 32 | 32 | -0.156316 | -0.147229",
        "' кот hello world кот hello world кот ' | 57 | 40 | -0.116890 | -0.124490",
      })
  void scores_are_those_of_the_authors_predictor(
      String prompt, int width, int height, float first, float second) {
    List<Pixels> pictures = List.of(picture("a", width, height), picture("b", width, height));

    // A byte on the edge between two may fall either way where a picture is reduced to 32 of 40.
    assertThat(ranker.scores(prompt, pictures))
        .containsExactly(new float[] {first, second}, within(1e-4f));
  }

  @Test
  void a_text_is_cut_to_the_context_and_keeps_its_end() {
    assertThat(ranker.textIds("Рыжий котик")).containsExactly(2, 4, 15, 13, 38, 35, 3);
    assertThat(ranker.textIds("кот hello world кот hello world кот"))
        .containsExactly(2, 27, 32, 4, 22, 10, 23, 8, 24, 27, 32, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"transformer_heads\": 1|\"transformer_heads\": 2|transformer_heads: 2 is a variant",
        "[0.5, 0.4, 0.3]|[0.5, 0.4]|mean: [0.5,0.4] is not a list of 3 numbers above 0",
        "[0.2, 0.25, 0.3]|[0.2, 0, 0.3]|std: [0.2,0,0.3] is not a list of 3 numbers above 0",
        "\"vocab_size\": 100|\"vocab_size\": 39|bpe.model: has 40 ids where the network knows 39.",
        "\"embed_dim\": 16|\"embed_dim\": 24|does not hold this network: 2 tensors of another",
      })
  void a_mistake_is_told(String right, String wrong, String problem) throws IOException {
    Path config = Files.writeString(folder.resolve("wrong.json"), CONFIG.replace(right, wrong));

    assertThatThrownBy(() -> read(config))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(problem);
  }

  private static Pixels picture(String name, int width, int height) {
    float[] values = FillRule.input(name, 3 * width * height, 1);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) ((values[i] * .5f + .5f) * 255);
    }
    return new Pixels(width, height, rgb);
  }
}
