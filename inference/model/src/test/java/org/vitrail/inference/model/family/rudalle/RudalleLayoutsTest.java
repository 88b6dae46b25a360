package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Small files that ru-dalle's own classes and torch.save wrote, in f16. */
class RudalleLayoutsTest {
  private static final OptionalInt HEADS = OptionalInt.of(2);
  private static final String BOOL_MASKS = "v3-bool-masks.bin";

  private static TensorEngine engine;

  @BeforeAll
  static void start() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {BOOL_MASKS, "v3-half-masks.bin"})
  void a_file_gives_the_logits_of_ru_dalle_whatever_its_masks_are_stored_as(String name)
      throws URISyntaxException {
    Golden.of(16, -.656033, 11.668116, .968518, 1.329262, .199385, .565452, -.454851)
        .matches(logits(file(name), RudalleVersion.V3));
  }

  @Test
  void a_file_of_version_2_gives_the_logits_of_ru_dalle() throws URISyntaxException {
    Golden.of(16, -1.240131, 10.397281, .654782, 1.043038, .345554, .35261, -.335595)
        .matches(logits(file("v2-half-masks.bin"), RudalleVersion.V2));
  }

  @Test
  void the_shape_is_read_from_the_tensors() throws URISyntaxException {
    try (Checkpoint checkpoint = Checkpoint.open(file(BOOL_MASKS))) {
      assertThat(RudalleConfig.of("a.bin", checkpoint.tensors(), RudalleVersion.V3, HEADS))
          .isEqualTo(new RudalleConfig(RudalleVersion.V3, 40, 8, 16, 4, 16, 4, 2));
      assertThatThrownBy(
              () ->
                  RudalleConfig.of(
                      "a.bin", checkpoint.tensors(), RudalleVersion.V3, OptionalInt.empty()))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              "a.bin has a width of 16, which no published ruDALL-E has, so that its attention"
                  + " heads are not known. Give a config.json with num_attention_heads in the"
                  + " model's entry (files.dalleConfig).");
      assertThatThrownBy(
              () ->
                  RudalleConfig.of(
                      "a.bin", checkpoint.tensors(), RudalleVersion.V3, OptionalInt.of(3)))
          .hasMessage("a.bin: A width of 16 does not divide into 3 heads.");
    }
  }

  @Test
  void published_widths_tell_their_heads() {
    for (RudalleConfig published :
        List.of(RudalleConfig.MALEVICH, RudalleConfig.KANDINSKY, RudalleConfig.DUMMY)) {
      Map<String, WeightTensor> hollow = new LinkedHashMap<>();
      published.fileWeights().all().forEach((name, shape) -> hollow.put(name, hollow(shape)));

      RudalleConfig read =
          RudalleConfig.of("a.bin", hollow, RudalleVersion.V3, OptionalInt.empty());

      assertThat(read).isEqualTo(published);
      read.fileWeights().check("a.bin", hollow);
      assertThat(RudalleLayouts.RU_DALLE.apply("a.bin", hollow).keySet())
          .isEqualTo(published.weights().all().keySet());
    }
    assertThat(RudalleConfig.MALEVICH.weights().elementCount(name -> true))
        .isEqualTo(1_310_410_880L);
    assertThat(RudalleConfig.KANDINSKY.weights().elementCount(name -> true))
        .isEqualTo(11_519_306_624L);
  }

  @Test
  void what_is_missing_left_over_or_of_another_shape_is_named() {
    RudalleConfig tiny = new RudalleConfig(RudalleVersion.V3, 40, 8, 16, 4, 16, 4, 2);
    Map<String, WeightTensor> tensors =
        new LinkedHashMap<>(FillRule.weights(tiny.weights(), "", .4));
    tensors.put("surprise", tensors.remove("to_logits.1.bias"));
    tensors.put("transformer.row_mask", hollow(23, 23));

    assertThatThrownBy(() -> named(tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1 tensor missing (to_logits.1.bias)")
        .hasMessageContaining("1 tensor left over (surprise)")
        .hasMessageContaining("transformer.row_mask [23, 23] instead of [24, 24]");
    assertThatThrownBy(() -> named(Map.of("decoder.conv_in.bias", hollow(3))))
        .hasMessageContaining("decoder.conv_in.bias")
        .hasMessageContaining("ru-dalle");
    assertThatThrownBy(() -> named(Map.of("text_embeddings.weight", hollow(7))))
        .hasMessageContaining("text_embeddings.weight is F32[7], not a matrix");
  }

  @Test
  void sizes_that_cannot_be_are_refused_before_anything_is_made_of_them() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    tensors.put("text_embeddings.weight", hollow(40, 16));
    tensors.put("text_pos_embeddings.weight", hollow(9, 16));
    tensors.put("image_embeddings.weight", hollow(16, 16));
    tensors.put("image_row_embeddings.weight", hollow(4000, 16));
    tensors.put("transformer.layers.0.attention.query_key_value.weight", hollow(48, 16));

    assertThatThrownBy(() -> named(tensors))
        .hasMessage("the file has a picture's side of 4000; 1 to 64 are possible.");
    tensors.put("image_row_embeddings.weight", hollow(4, 16));
    tensors.put("text_pos_embeddings.weight", hollow(1 << 30, 16));
    assertThatThrownBy(() -> named(tensors)).hasMessageContaining("has a text length of");
    tensors.put("text_pos_embeddings.weight", hollow(41, 16));
    assertThatThrownBy(() -> named(tensors))
        .hasMessageContaining("40 text tokens leave no words beside the 40");
  }

  @Test
  @Tag("slow")
  void random_damage_ends_in_a_network_or_a_sentence(@TempDir Path folder)
      throws IOException, URISyntaxException {
    byte[] whole = Files.readAllBytes(file(BOOL_MASKS));
    Path damaged = Files.write(folder.resolve("damaged.bin"), whole);
    Random random = new Random(21);
    int refused = 0;
    try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
      for (int i = 0; i < Integer.getInteger("mutations", 100); i++) {
        byte[] bytes = whole.clone();
        // The names, shapes and places, and the directory at the end.
        int at = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : random.nextInt(12_000);
        at = random.nextInt(3) == 0 ? bytes.length - 1 - random.nextInt(8_000) : at;
        bytes[at] = (byte) random.nextInt();
        bytes[Math.min(at + random.nextInt(9), bytes.length - 1)] ^=
            (byte) (1 << random.nextInt(8));
        channel.write(ByteBuffer.wrap(bytes), 0);
        refused += isRefused(damaged) ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void random_damage_to_a_config_ends_in_a_shape_or_a_sentence(@TempDir Path folder)
      throws IOException {
    byte[] whole =
        """
        {"num_attention_heads": 2, "embed_dim": 16, "image_resolution": 32, "vision_layers": 2,
         "vision_width": 64, "vision_patch_size": 8, "context_length": 12, "vocab_size": 100,
         "transformer_width": 64, "transformer_heads": 1, "transformer_layers": 2,
         "mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28]}
        """
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(5);
    Path file = folder.resolve("config.json");
    int refused = 0;
    for (int i = 0; i < Integer.getInteger("mutations", 500); i++) {
      byte[] bytes = whole.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        // Another letter of the same text, for damage that JSON does not notice.
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? whole[random.nextInt(whole.length)] : (byte) random.nextInt();
      }
      Files.write(file, bytes);
      try {
        int heads = ConfigFile.read(file).count("num_attention_heads");
        assertThat(heads).isPositive();
        ClipConfig.read(file).ifPresent(it -> assertThat(it.weights().all()).isNotEmpty());
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).startsWith(file + ": ").hasSizeLessThan(1_000);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static boolean isRefused(Path damaged) {
    try (RudalleNetwork network = RudalleNetwork.read(engine, damaged, RudalleVersion.V3, HEADS)) {
      return false;
    } catch (CheckpointException e) {
      assertThat(e.getMessage()).contains("damaged.bin").hasSizeLessThan(1_500);
      return true;
    }
  }

  private static float[] logits(Path file, RudalleVersion version) {
    try (RudalleNetwork network = RudalleNetwork.read(engine, file, version, HEADS);
        TensorScope scope = engine.open()) {
      long[] read = {0, 4, 11, 0, 15, 7, 7};
      network.join(List.of(new long[] {2, 9, 21, 3}), 1);
      network.fill(0, 0, new long[][] {read});
      return network.step(scope, new long[] {1}, new long[] {read.length}).floats();
    }
  }

  private static RudalleNetwork named(Map<String, WeightTensor> tensors) {
    return RudalleNetwork.named(engine, "the file", tensors, RudalleVersion.V3, HEADS);
  }

  private static Path file(String name) throws URISyntaxException {
    return Path.of(RudalleLayoutsTest.class.getResource("/rudalle/" + name).toURI());
  }

  /** A tensor of a size without the memory. */
  private static WeightTensor hollow(long... shape) {
    long bytes = 4;
    for (long size : shape) {
      bytes *= size;
    }
    long byteCount = bytes;
    return WeightTensor.contiguous(
        TensorType.F32,
        shape,
        new Storage() {
          @Override
          public long byteCount() {
            return byteCount;
          }

          @Override
          public void read(long position, ByteBuffer into) {
            throw new AssertionError("Nobody should read it.");
          }
        });
  }
}
