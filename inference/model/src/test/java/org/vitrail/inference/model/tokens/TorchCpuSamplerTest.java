package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.golden.FillRule;

/** Against numbers of PyTorch 1.13 and 2.13, which agree, on a processor. */
class TorchCpuSamplerTest {
  private static final int IMAGES = 3;
  private static final int VOCABULARY = 500;

  @Test
  void the_generator_gives_pytorchs_numbers() {
    MersenneTwister floats = new MersenneTwister(42);
    for (float expected : new float[] {.8822692633f, .9150039554f, .3828637600f}) {
      assertThat((floats.word() & 0xffffff) * 0x1.0p-24f).isEqualTo(expected);
    }
    MersenneTwister integers = new MersenneTwister(7);
    for (int expected : new int[] {12463, 9412, 537, 10742, 5699, 4307}) {
      assertThat(Integer.remainderUnsigned(integers.word(), 16384)).isEqualTo(expected);
    }
    MersenneTwister doubles = new MersenneTwister(42);
    assertThat((float) doubles.uniform()).isEqualTo(.0581544860f);
    assertThat((float) doubles.uniform()).isEqualTo(.0629101674f);
  }

  @Test
  void a_draw_from_weights_is_pytorchs_multinomial() {
    float[] logits = new float[200];
    for (int token = 0; token < 100; token++) {
      logits[token] = (float) Math.log(token + 1);
    }
    TorchCpuSampler sampler = new TorchCpuSampler(42, 100);
    Tokens plain = new Tokens(1, 1, 0, 1, RandomSource.TORCH_CPU, OptionalInt.empty());

    for (int expected : new int[] {75, 29, 97, 80}) {
      assertThat(sampler.draw(logits, 0, 100, plain)).isEqualTo(expected);
    }
  }

  /** Seed, temperature, top-k, guidance, and the tokens of three pictures at six steps. */
  static Stream<Arguments> minDalle() {
    return Stream.of(
        Arguments.of(
            42L,
            1f,
            256,
            16f,
            "131 159 79 218 396 235 274 426 310 150 188 211 233 8 401 171 43 195"),
        Arguments.of(
            7L, 4f, 64, 10f, "390 355 497 356 396 235 99 166 282 150 339 464 233 45 485 171 92 79"),
        Arguments.of(
            1_234_567L,
            .7f,
            500,
            3f,
            "131 419 4 116 47 32 457 426 310 234 290 211 60 8 485 171 198 277"));
  }

  @ParameterizedTest
  @MethodSource("minDalle")
  void a_seed_draws_min_dalles_own_tokens(
      long seed, float temperature, int topK, float guidance, String expected) {
    TorchCpuSampler sampler = new TorchCpuSampler(seed, VOCABULARY);
    Tokens sampling =
        new Tokens(guidance, temperature, topK, 1, RandomSource.TORCH_CPU, OptionalInt.empty());
    StringBuilder drawn = new StringBuilder();
    for (int step = 0; step < 6; step++) {
      // min-dalle puts the rows without the prompt first.
      float[] logits = FillRule.input("step" + step, 2 * IMAGES * VOCABULARY, 4);
      for (int image = 0; image < IMAGES; image++) {
        int token =
            sampler.draw(logits, (IMAGES + image) * VOCABULARY, image * VOCABULARY, sampling);
        drawn.append(token).append(' ');
      }
    }

    assertThat(drawn.toString().strip()).isEqualTo(expected);
  }

  @Test
  void logits_that_are_no_numbers_draw_nothing() {
    float[] logits = new float[20];
    Arrays.fill(logits, 3, 5, Float.NaN);

    assertThat(new TorchCpuSampler(1, 10).draw(logits, 0, 10, new Tokens(1, 1, 5, 1)))
        .isEqualTo(-1);
  }

  @Test
  void what_min_dalle_does_not_have_is_refused() {
    assertThatThrownBy(() -> new Tokens(1, 0, 5, 1, RandomSource.TORCH_CPU, OptionalInt.empty()))
        .hasMessage("temperature: 0.0 is not allowed; give more than 0 with torch-cpu.");
    assertThatThrownBy(() -> new Tokens(1, 1, 5, .5f, RandomSource.TORCH_CPU, OptionalInt.empty()))
        .hasMessageStartingWith("top-p: 0.5 is not allowed; give 1 with torch-cpu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gumbel", "torch-cpu"})
  void a_source_is_read_by_its_name(String name) {
    assertThat(RandomSource.of(name)).hasToString(name);
  }

  @Test
  void an_unknown_source_is_named_with_those_there_are() {
    assertThatThrownBy(() -> RandomSource.of("dice"))
        .hasMessage("Sampler 'dice' is unknown; choose gumbel or torch-cpu.");
  }
}
