package org.vitrail.inference.model.codec.dvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.codec.dvae.DvaeConfig.Half;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** Files as the authors publish them: whole modules, of which nothing is looked up. */
class DvaeFilesTest {
  private static final DvaeConfig TINY = new DvaeConfig(24, 6, new Half(4, 1), new Half(4, 1));

  private static TensorEngine engine;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /**
   * As OpenAI's own code says of these weights: prepared, encoded, decoded and cut off to bytes.
   */
  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void a_whole_module_gives_the_tokens_and_pictures_of_openai(String kind) {
    try (Dvae dvae = Dvae.read(engine, file("encoder-" + kind), file("decoder-" + kind))) {
      assertThat(dvae.config()).isEqualTo(TINY);

      int[][] tokens = dvae.encode(List.of(picture(), picture()));
      List<Pixels> decoded = dvae.decode(tokens, 2);

      assertThat(tokens).hasDimensions(2, 6);
      assertThat(tokens[0]).containsExactly(16, 19, 16, 19, 19, 19);
      assertThat(tokens[1]).containsExactly(tokens[0]);
      byte[] rgb = decoded.get(1).rgb();
      assertThat(decoded.get(1)).hasToString("Pixels[16×24]");
      assertThat(sum(rgb)).isEqualTo(196_845);
      assertThat(rgb).startsWith(239, 120, 161, 239, 120, 161).endsWith(245, 199, 184);
    }
  }

  @Test
  void a_state_dict_is_the_same_network() throws IOException {
    Path encoder = folder.resolve("encoder.safetensors");
    SafetensorsWriter state = new SafetensorsWriter();
    FillRule.weights(TINY.encoderWeights(), "encoder.", .9).forEach(state::put);
    state.write(encoder);

    try (Dvae dvae = Dvae.read(engine, encoder, file("decoder-zip"))) {
      assertThat(dvae.encode(List.of(picture()))[0]).containsExactly(16, 19, 16, 19, 19, 19);
    }
  }

  @Test
  void no_name_in_the_files_is_unknown() {
    for (String name : List.of("encoder-zip", "encoder-legacy", "decoder-zip", "decoder-legacy")) {
      try (Checkpoint checkpoint = Checkpoint.open(file(name))) {
        assertThat(checkpoint.strangers()).isEmpty();
      }
    }
  }

  @Test
  void swapped_files_are_told_apart() {
    assertThatThrownBy(() -> Dvae.read(engine, file("decoder-zip"), file("encoder-zip")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith(
            "decoder-zip.pkl holds a dVAE's decoder where its encoder belongs. Give encoder.pkl"
                + " there.");
    assertThatThrownBy(() -> Dvae.read(engine, file("encoder-zip"), file("encoder-zip")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith(
            "encoder-zip.pkl holds a dVAE's encoder where its decoder belongs. Give decoder.pkl"
                + " there.");
  }

  @Test
  void what_is_missing_left_over_or_of_another_shape_is_named() {
    Map<String, WeightTensor> encoder =
        new LinkedHashMap<>(FillRule.weights(TINY.encoderWeights(), "", .1));
    Map<String, WeightTensor> decoder =
        new LinkedHashMap<>(FillRule.weights(TINY.decoderWeights(), "", .1));
    encoder.put("surprise", encoder.remove("blocks.output.conv.b"));
    decoder.put("blocks.group_1.block_1.id_path.b", decoder.get("blocks.output.conv.b"));

    assertThatThrownBy(() -> Dvae.of(engine, "e.pkl", encoder, "d.pkl", decoder))
        .hasMessageStartingWith("e.pkl does not hold this network")
        .hasMessageContaining("1 tensor missing (blocks.output.conv.b)")
        .hasMessageContaining("1 tensor left over (surprise)");
    encoder.put("blocks.output.conv.b", encoder.remove("surprise"));
    assertThatThrownBy(() -> Dvae.of(engine, "e.pkl", encoder, "d.pkl", decoder))
        .hasMessageStartingWith("d.pkl does not hold this network")
        .hasMessageContaining("blocks.group_1.block_1.id_path.b [6] instead of [32]");
    assertThatThrownBy(() -> Dvae.of(engine, "e.pkl", Map.of(), "d.pkl", decoder))
        .hasMessage(
            "e.pkl with d.pkl is no dVAE: it has no tensor 'encoder.blocks.output.conv.w' of 4"
                + " axes.");
  }

  /** In the older form a class stands in a reference, beside its source. */
  @Test
  void a_name_that_runs_something_is_refused_where_a_class_should_stand() throws IOException {
    byte[] bytes = Files.readAllBytes(file("encoder-legacy"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    // A name of the same length, so that all else stays in its place.
    String hostile =
        text.replaceFirst("cdall_e\\.encoder\nEncoder\n", "csubprocess.run\nEncoder\n");
    assertThat(hostile).hasSameSizeAs(text).isNotEqualTo(text);
    Path file = folder.resolve("hostile.pkl");
    Files.write(file, hostile.getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Dvae.read(engine, file, file("decoder-zip")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("mentions 'subprocess.run.Encoder', which no checkpoint needs")
        .hasMessageContaining("Nothing of it was run here");
  }

  @Test
  void random_damage_ends_in_a_network_or_a_sentence() throws IOException {
    Random random = new Random(22);
    Path damaged = folder.resolve("damaged.pkl");
    int refused = 0;
    for (int i = 0; i < Integer.getInteger("mutations", 30); i++) {
      byte[] bytes = Files.readAllBytes(file(i % 2 == 0 ? "encoder-zip" : "encoder-legacy"));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(random.nextBoolean() ? bytes.length : 12_000)] =
            (byte) random.nextInt();
      }
      Files.write(damaged, bytes);
      try (Dvae dvae = Dvae.read(engine, damaged, file("decoder-zip"))) {
        assertThat(dvae.codeCount()).isPositive();
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).contains("damaged.pkl").hasSizeLessThan(1_500);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static long sum(byte[] bytes) {
    long sum = 0;
    for (byte value : bytes) {
      sum += value & 0xff;
    }
    return sum;
  }

  /** 16 × 24 pixels of no meaning. */
  private static Pixels picture() {
    byte[] rgb = new byte[16 * 24 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((long) i * i * 7 % 251);
    }
    return new Pixels(16, 24, rgb);
  }

  private static Path file(String name) {
    try {
      return Path.of(DvaeFilesTest.class.getResource("/dvae/" + name + ".pkl").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
