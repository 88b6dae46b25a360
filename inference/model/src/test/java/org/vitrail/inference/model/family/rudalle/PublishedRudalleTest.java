package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

class PublishedRudalleTest {
  @Test
  void shapes_are_known_by_the_names_that_bench_takes() {
    assertThat(new RudalleFamily().shapes())
        .containsExactly("rudalle-malevich", "rudalle-kandinsky");
    assertThat(PublishedRudalle.of("rudalle-kandinsky").transformer())
        .isEqualTo(RudalleConfig.KANDINSKY);
    assertThatThrownBy(() -> PublishedRudalle.of("rudalle"))
        .hasMessage(
            "Model shape 'rudalle' is unknown; choose rudalle-malevich or rudalle-kandinsky.");
  }

  @Test
  void malevich_in_bf16_fits_a_small_gpu_and_kandinsky_a_large_one() {
    NumberBytes bf16 = NumberBytes.onGpu(Precision.BF16, Long.MAX_VALUE);

    assertThat(gib(RudalleConfig.MALEVICH, bf16)).isBetween(4.0, 8.0);
    assertThat(gib(RudalleConfig.KANDINSKY, bf16)).isBetween(24.0, 34.0);
  }

  @Test
  void keys_and_values_of_nine_pictures_take_less_than_a_gibibyte() {
    RudalleMemory memory =
        new RudalleMemory(RudalleConfig.MALEVICH, VqganConfig.F8_8192_WAVELET, 0);

    // 17 layers keep 33 cells, 6 all of 1024, one 166, and each layer the text's 128 tokens.
    long places = 17 * 33 + 6 * 1024 + 166 + 24 * 128;
    assertThat(memory.stateBytes(NumberBytes.onGpu(Precision.BF16, Long.MAX_VALUE), 9))
        .isEqualTo(9L * 2 * 2048 * 2 * places)
        .isLessThan(1L << 30);
  }

  @Test
  void memory_is_told_by_files_that_are_here_else_by_the_size_that_is_said(@TempDir Path folder)
      throws IOException, URISyntaxException {
    Path transformer = folder.resolve("pytorch_model.bin");
    Map<String, Path> roles =
        Map.of("transformer", transformer, "dalleConfig", folder.resolve("config.json"));
    Map<String, Long> fileBytes = Map.of("clip", 1_000_000_000L);
    ModelFolder said = new ModelFolder("m", folder, roles, Map.of("shape", "rudalle-malevich"));
    NumberBytes f32 = NumberBytes.onProcessor(Precision.F32);
    RudalleFamily family = new RudalleFamily();

    assertThat(family.memoryBytes(new ModelFolder("m", folder, roles, Map.of()), fileBytes, f32, 9))
        .isEmpty();
    long malevich = family.memoryBytes(said, fileBytes, f32, 9).orElseThrow();
    assertThat(malevich)
        .isEqualTo(
            1_000_000_000
                + new RudalleMemory(RudalleConfig.MALEVICH, VqganConfig.F8_8192_WAVELET, 0)
                    .bytes(f32, 9));

    Files.writeString(folder.resolve("config.json"), "{\"num_attention_heads\": 2}");
    Files.copy(Path.of(getClass().getResource("/rudalle/v3-bool-masks.bin").toURI()), transformer);
    assertThat(family.memoryBytes(said, fileBytes, f32, 9).orElseThrow())
        .isLessThan(malevich - RudalleConfig.MALEVICH.weights().elementCount(name -> true) * 4);
  }

  private static double gib(RudalleConfig shape, NumberBytes bytes) {
    return new RudalleMemory(shape, VqganConfig.F8_8192_WAVELET, 0).bytes(bytes, 9)
        / (double) (1 << 30);
  }

  /** All widths of the largest one, with too few layers and words to be worth anything. */
  @Test
  @Tag("slow")
  void a_layer_of_kandinskys_width_draws() {
    int codes = 512;
    RudalleConfig published = RudalleConfig.KANDINSKY;
    RudalleConfig layer =
        new RudalleConfig(
            published.version(),
            256 + published.textTokenCount(),
            published.textTokenCount(),
            codes,
            published.imageTokenSide(),
            published.width(),
            1,
            published.attentionHeadCount());
    RunOptions f16 = new RunOptions(ComputeDevice.CPU, Precision.F16, 0);
    try (TensorEngine engine = TensorEngine.start(f16, Long.MAX_VALUE);
        RudalleNetwork network = RudalleNetwork.random(engine, layer, "a layer");
        TensorScope scope = engine.open()) {
      network.join(List.of(new long[] {2, 100, 3}), 2);
      network.fill(0, 0, new long[][] {{0, 1, 2, 3}});

      float[] logits = network.step(scope, new long[] {4, 5}, new long[] {4}).floats();

      assertThat(logits).hasSize(2 * codes);
      float sum = 0;
      for (float logit : logits) {
        sum += logit;
      }
      assertThat(sum).isFinite().isNotZero();
    }
  }
}
