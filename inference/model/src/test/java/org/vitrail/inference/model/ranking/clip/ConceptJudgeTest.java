package org.vitrail.inference.model.ranking.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Towers as wide as those of ViT-B/32, with fewer layers and weights that follow from names. */
@Tag("slow")
class ConceptJudgeTest {
  private static final ClipConfig WIDE =
      new ClipConfig(32, 64, 32, 768, 2, 12, 100, 512, 2, 98, 99);

  /** With ids for the pieces of the bundled tokenizer. */
  private static final ClipConfig READING =
      new ClipConfig(32, 64, 32, 768, 1, 24, 4_098, 512, 1, 4_096, 4_097);

  private static final float LOGIT_SCALE = 3;
  private static final Concepts CONCEPTS =
      new Concepts(
          Map.of("fruit", List.of("a red apple", "three carrots"), "rockets", List.of("a rocket")),
          List.of("a castle", "a blue background"));

  private static TensorEngine engine;

  @BeforeAll
  static void start() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /** The numbers are those of the paper's formula, in NumPy with f64, for the same weights. */
  @Test
  void the_shares_are_those_of_a_reference_that_shares_no_code() {
    List<long[]> texts =
        List.of(
            new long[] {98, 5, 17, 99},
            new long[] {98, 44, 99},
            new long[] {98, 60, 61, 62, 99},
            new long[] {98, 7, 99},
            new long[] {98, 8, 9, 10, 11, 99});
    List<Pixels> pictures = List.of(ramp(7), ramp(7919), ramp(0));
    try (Clip clip = clip(WIDE, LOGIT_SCALE)) {
      float[] shares = clip.shares(pictures, clip.embed(texts));

      assertThat(clip.similarities(texts.get(1), pictures))
          .containsExactly(new float[] {.31444f, .362387f, .259611f}, within(1e-4f));
      float[] firstTwo = new float[3];
      float[] third = new float[3];
      for (int picture = 0; picture < 3; picture++) {
        firstTwo[picture] = shares[picture * 5] + shares[picture * 5 + 1];
        third[picture] = shares[picture * 5 + 2];
      }
      assertThat(firstTwo)
          .containsExactly(new float[] {.391702f, .567023f, .327163f}, within(1e-4f));
      assertThat(third).containsExactly(new float[] {.000144f, .000219f, .000431f}, within(1e-5f));
    }
  }

  @Test
  void a_concept_has_the_shares_of_all_its_captions_and_neutral_ones_have_the_rest() {
    DalleMiniFiles files = BundledGolden.files();
    List<Pixels> pictures = List.of(noise(1), noise(2), ramp(7));
    try (TextTokenizer tokenizer = new TextTokenizer(files.clipTokenizer());
        Clip clip = clip(READING, LOGIT_SCALE)) {
      ConceptJudge judge = ConceptJudge.of(clip, tokenizer, CONCEPTS).orElseThrow();
      long[] prompt = clip.textIds(tokenizer, "a green pear");

      float[] before = clip.similarities(prompt, pictures);
      List<Map<String, Float>> concerns = judge.concerns(pictures);

      assertThat(clip.similarities(prompt, pictures)).isEqualTo(before);
      assertThat(clip.similarities(prompt, List.copyOf(List.of(pictures.get(0)))))
          .as("other pictures are looked at anew")
          .containsExactly(new float[] {before[0]}, within(1e-6f));
      for (int i = 0; i < pictures.size(); i++) {
        double apple = weight(clip, tokenizer, pictures.get(i), "a red apple");
        double carrots = weight(clip, tokenizer, pictures.get(i), "three carrots");
        double rocket = weight(clip, tokenizer, pictures.get(i), "a rocket");
        double all =
            apple
                + carrots
                + rocket
                + weight(clip, tokenizer, pictures.get(i), "a castle")
                + weight(clip, tokenizer, pictures.get(i), "a blue background");
        assertThat(concerns.get(i)).containsOnlyKeys("fruit", "rockets");
        assertThat((double) concerns.get(i).get("fruit"))
            .isCloseTo((apple + carrots) / all, within(1e-4));
        assertThat((double) concerns.get(i).get("rockets")).isCloseTo(rocket / all, within(1e-4));
      }
    }
  }

  @Test
  void without_a_scale_of_its_own_a_network_has_the_one_that_all_published_ones_have() {
    try (Clip own = clip(WIDE, (float) Math.log(100));
        Clip without = clip(WIDE, Float.NaN)) {
      List<long[]> texts = List.of(new long[] {98, 5, 99}, new long[] {98, 44, 99});
      float[] shares = own.shares(List.of(ramp(7)), own.embed(texts));

      assertThat(without.shares(List.of(ramp(7)), without.embed(texts)))
          .containsExactly(shares, within(1e-4f));
    }
  }

  @Test
  void only_a_network_as_large_as_vit_b_32_is_asked() {
    assertThat(ClipConfig.VIT_B_32.isAsLargeAsVitB32()).isTrue();
    assertThat(new ClipConfig(768, 224, 14, 1024, 24, 77, 49_408, 768, 12, 49_406, 49_407))
        .as("ViT-L/14")
        .matches(ClipConfig::isAsLargeAsVitB32);
    assertThat(new ClipConfig(32, 64, 32, 704, 2, 12, 100, 512, 2, 98, 99))
        .matches(config -> !config.isAsLargeAsVitB32());
    assertThat(new ClipConfig(32, 64, 32, 768, 2, 12, 100, 448, 2, 98, 99))
        .matches(config -> !config.isAsLargeAsVitB32());

    DalleMiniFiles files = BundledGolden.files();
    try (TextTokenizer tokenizer = new TextTokenizer(files.clipTokenizer());
        Clip bundled = Clip.read(engine, files.clipConfig(), files.clip());
        Clip wide = clip(READING, LOGIT_SCALE)) {
      assertThat(ConceptJudge.of(bundled, tokenizer, CONCEPTS)).isEmpty();
      assertThat(ConceptJudge.of(wide, tokenizer, Concepts.NONE)).isEmpty();
    }
  }

  @Test
  void concepts_need_something_to_compete_with() {
    assertThatThrownBy(() -> new Concepts(Map.of("fruit", List.of("an apple")), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neutral");
  }

  /** exp(scale · cosine), in plain Java. */
  private static double weight(Clip clip, TextTokenizer tokenizer, Pixels picture, String caption) {
    try (TensorScope scope = engine.open()) {
      float[] image = clip.encodeImages(scope, List.of(picture)).floats();
      float[] text = clip.encodeText(scope, clip.textIds(tokenizer, caption)).floats();
      double cosine = dot(image, text) / Math.sqrt(dot(image, image) * dot(text, text));
      return Math.exp(Math.exp(LOGIT_SCALE) * cosine);
    }
  }

  private static double dot(float[] one, float[] other) {
    return IntStream.range(0, one.length).mapToDouble(i -> (double) one[i] * other[i]).sum();
  }

  private static Clip clip(ClipConfig config, float logitScale) {
    Map<String, WeightTensor> tensors =
        new LinkedHashMap<>(FillRule.weights(config.weights(), "", .05));
    tensors.remove("logit_scale");
    if (!Float.isNaN(logitScale)) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putFloat(0, logitScale);
      tensors.put(
          "logit_scale", WeightTensor.contiguous(TensorType.F32, new long[0], Storage.of(bytes)));
    }
    return new Clip(engine, config, "the fill rule", tensors);
  }

  /** Byte i is (i · step) mod 251. */
  private static Pixels ramp(int step) {
    byte[] rgb = new byte[64 * 64 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((long) i * step % 251);
    }
    return new Pixels(64, 64, rgb);
  }

  private static Pixels noise(long seed) {
    byte[] rgb = new byte[64 * 64 * 3];
    new Random(seed).nextBytes(rgb);
    return new Pixels(64, 64, rgb);
  }
}
