package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.DrawOptions.Tokens;

class TokenSamplerTest {
  private static final float[] LOGITS = {0, 1, 2, 3, 3};

  private final TokenSampler sampler = new TokenSampler(LOGITS.length, CandidateRule.EQUALS);

  @Test
  void guidance_moves_from_the_unconditional_logits_past_the_conditional_ones() {
    float[] rows = {1, 2, 3, 4, 5, 0, 0, 0, 0, 10};

    assertThat(sampler.guide(rows, 0, 5, 1).clone()).containsExactly(1, 2, 3, 4, 5);
    assertThat(sampler.guide(rows, 0, 5, 0).clone()).containsExactly(0, 0, 0, 0, 10);
    assertThat(sampler.guide(rows, 0, 5, 3).clone()).containsExactly(3, 6, 9, 12, -5);
  }

  @Test
  void temperature_zero_is_greedy_and_takes_the_first_of_equals() {
    assertThat(sampler.draw(LOGITS, new Tokens(1, 0, 0, 1), noise(0), 0)).isEqualTo(3);
  }

  @Test
  void draws_follow_the_softmax_of_the_logits() {
    double[] expected = Arrays.stream(new double[] {0, 1, 2, 3, 3}).map(Math::exp).toArray();
    double total = Arrays.stream(expected).sum();
    double[] share = shares(new Tokens(1, 1, 0, 1));

    for (int token = 0; token < LOGITS.length; token++) {
      assertThat(share[token]).isCloseTo(expected[token] / total, within(.01));
    }
  }

  @Test
  void top_k_keeps_the_likeliest_and_their_equals() {
    double[] one = shares(new Tokens(1, 5, 1, 1));
    double[] three = shares(new Tokens(1, 5, 3, 1));

    assertThat(one).startsWith(0, 0, 0);
    assertThat(Math.min(one[3], one[4])).isPositive();
    assertThat(three).startsWith(0, 0);
    assertThat(three[2]).isPositive();
  }

  @Test
  void top_p_keeps_what_reaches_the_probability() {
    // 3 and 3 hold 79 % together, 2 brings it to 93 %.
    assertThat(shares(new Tokens(1, 1, 0, .7f))).startsWith(0, 0, 0);
    assertThat(shares(new Tokens(1, 1, 0, .8f))[2]).isPositive();
    assertThat(shares(new Tokens(1, 1, 0, .8f))).startsWith(0, 0);
  }

  /** What transformers' filter of version 4.10 left of these logits. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 0 1 2 3 4 5 6 7 8 9",
    "1, 3, 1, 1 3 7",
    "1, 4, 1, 1 2 3 4 6 7 9",
    "1, 4, .5, 1 7",
    "1, 4, .6, 1 3 7",
    "1, 4, .75, 1 2 3 7",
    "1, 4, .8, 1 2 3 4 7",
    "1, 4, .9, 1 2 3 4 6 7",
    "1, 4, .95, 1 2 3 4 6 7 9",
    "1, 0, .3, 1 7",
    "1, 0, .8, 1 2 3 4 6 7",
    "1, 0, .95, 0 1 2 3 4 6 7 9",
    "1, 2, .1, 7",
    "1, 2, .9, 1 3 7",
    "1, 1, .5, 7",
    "1, 6, .85, 1 2 3 4 7",
    "2, 4, .5, 1 3 7",
    "2, 4, .6, 1 2 3 7",
    "2, 4, .8, 1 2 3 4 6 7",
    "2, 0, .5, 1 2 3 7",
    "2, 0, .95, 0 1 2 3 4 6 7 8 9",
    "2, 6, .85, 1 2 3 4 6 7"
  })
  void by_rank_the_candidates_are_those_of_transformers(
      float temperature, int topK, float topP, String candidates) {
    float[] logits = {.5f, 2, 1, 2, 1, -1, 1, 2.5f, 0, 1};
    TokenSampler ranks = new TokenSampler(logits.length, CandidateRule.RANKS);
    Tokens sampling = new Tokens(1, temperature, topK, topP);

    Set<Integer> drawn = new TreeSet<>();
    for (int seed = 0; seed < 3000; seed++) {
      drawn.add(ranks.draw(logits, sampling, noise(seed), 3));
    }

    assertThat(drawn.stream().map(String::valueOf).collect(Collectors.joining(" ")))
        .isEqualTo(candidates);
  }

  @Test
  void the_smallest_and_the_largest_temperature_draw() {
    float[] negative = {-9, -5, -8, -7, -6};
    Tokens coldest = new Tokens(1, Float.MIN_VALUE, 0, 1);

    assertThat(sampler.draw(negative, coldest, noise(0), 0)).isEqualTo(1);
    assertThat(sampler.draw(negative, new Tokens(1, Float.MIN_VALUE, 3, .5f), noise(0), 0))
        .isEqualTo(1);
    assertThat(Arrays.stream(shares(new Tokens(1, 100, 0, 1)))).allMatch(share -> share > .18);
  }

  @Test
  void logits_that_are_no_numbers_are_an_error_that_says_what_to_do() {
    float[] broken = new float[5];
    Arrays.fill(broken, Float.NaN);

    for (float temperature : new float[] {0, 1}) {
      assertThatThrownBy(() -> sampler.draw(broken, new Tokens(1, temperature, 0, 1), noise(0), 0))
          .hasMessageContaining("precision f32");
    }
  }

  @Test
  void a_tokens_likelihood_is_the_logarithm_of_its_share() {
    double sum = 0;
    for (int token = 0; token < LOGITS.length; token++) {
      sum += Math.exp(TokenSampler.likelihood(LOGITS, token));
    }

    assertThat(sum).isCloseTo(1, within(1e-6));
    assertThat(TokenSampler.likelihood(LOGITS, 3) - TokenSampler.likelihood(LOGITS, 0))
        .isCloseTo(3, within(1e-6f));
    assertThat(TokenSampler.likelihood(new float[] {1e30f, 0}, 0)).isZero();
  }

  @Test
  void impossible_settings_are_named_with_their_range() {
    assertThatThrownBy(() -> new Tokens(-1, 1, 0, 1))
        .hasMessage("guidance: -1.0 is not allowed; give 0 to 100.");
    assertThatThrownBy(() -> new Tokens(1, Float.NaN, 0, 1)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new Tokens(1, 1, -1, 1)).hasMessageContaining("top-k");
    assertThatThrownBy(() -> new Tokens(1, 1, 0, 0)).hasMessageContaining("top-p");
  }

  private double[] shares(Tokens sampling) {
    int draws = 20_000;
    double[] share = new double[LOGITS.length];
    for (int seed = 0; seed < draws; seed++) {
      share[sampler.draw(LOGITS, sampling, noise(seed), 3)] += 1.0 / draws;
    }
    return share;
  }

  private static GumbelNoise noise(long seed) {
    return new GumbelNoise(seed, 0);
  }
}
