package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** The network against ru-dalle's own numbers, at odd little sizes. */
class RudalleGoldenTest {
  private static final int WORDS = 40;
  private static final int CODES = 16;
  private static final Percentage CLOSE = withinPercentage(.01);
  private static final long[] TEXT = {2, 9, 21, 3};
  private static final long[] BEGUN = {4, 11, 0, 15, 7, 7, 1};
  private static final long[] WHOLE = {4, 11, 0, 15, 7, 7, 1, 3, 2, 1, 0, 5, 6, 7, 8, 9};

  private static final Map<RudalleVersion, RudalleNetwork> TINY =
      new EnumMap<>(RudalleVersion.class);

  /** A picture wider than a neighbourhood, so that its edges count. */
  private static final Map<RudalleVersion, RudalleNetwork> WIDER =
      new EnumMap<>(RudalleVersion.class);

  private static TensorEngine engine;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    for (RudalleVersion version : RudalleVersion.values()) {
      TINY.put(version, network(new RudalleConfig(version, WORDS, 8, CODES, 4, 32, 4, 4)));
      WIDER.put(version, network(new RudalleConfig(version, WORDS, 8, CODES, 12, 32, 6, 4)));
    }
  }

  private static RudalleNetwork network(RudalleConfig config) {
    return new RudalleNetwork(
        engine, config, "the fill rule", FillRule.weights(config.weights(), "", .4), true);
  }

  @AfterAll
  static void close() {
    TINY.values().forEach(RudalleNetwork::close);
    WIDER.values().forEach(RudalleNetwork::close);
    engine.close();
  }

  @Test
  void logits_of_version_3_are_those_of_ru_dalle() {
    float[] logits = logits(TINY.get(RudalleVersion.V3), BEGUN);

    Golden.of(840, -73.740526, 931.210247, .704847, -.503895, -.176, .159369, -1.256828)
        .matches(logits);
    Golden.of(16, 9.298166, 15.483357, .704847, .242796, 1.671212, .738925, .600752)
        .matches(Arrays.copyOfRange(logits, 840 - CODES, 840));
  }

  @Test
  void logits_of_version_2_are_those_of_ru_dalle() {
    float[] logits = logits(TINY.get(RudalleVersion.V2), BEGUN);

    Golden.of(896, -89.59276, 1016.486346, .492915).matches(logits);
    Golden.of(16, 5.549473, 13.094807, .492915, -.400715, 1.03793, .536426, .596544)
        .matches(Arrays.copyOfRange(logits, 896 - CODES, 896));
  }

  @Test
  void logits_of_a_wider_picture_are_those_of_ru_dalle() {
    long[] tokens = IntStream.range(0, 144).mapToLong(c -> (c * 7 + c / 5) % 16).toArray();

    Golden.of(8512, -365.699311, 10902.742142, 1.543135, -.551628, .169406, -.261601, -.368742)
        .matches(logits(WIDER.get(RudalleVersion.V3), tokens));
    Golden.of(8512, -666.03906, 11061.42884, 2.076703, -.551628, .169406, -.261601, -.368742)
        .matches(logits(WIDER.get(RudalleVersion.V2), Arrays.copyOf(tokens, 143)));
  }

  @Test
  void the_loss_is_that_of_ru_dalle() {
    float[] logits = logits(TINY.get(RudalleVersion.V3), WHOLE);
    long[] text = {2, 9, 21, 3, 36, 37, 38, 39};
    double ofText = 0;
    double ofImage = 0;
    for (int position = 0; position < 23; position++) {
      if (position < 7) {
        ofText += entropy(logits, position, 0, WORDS, text[position + 1]);
      } else if (position == 7) {
        // The labels go on with the picture's first token, as if it were one of the text.
        ofText += entropy(logits, position, 0, WORDS, WHOLE[0]);
      } else {
        ofImage += entropy(logits, position, WORDS, CODES, WHOLE[position - 7]);
      }
    }

    assertThat(ofText / 8).isCloseTo(4.335051, within(1e-4));
    assertThat(ofImage / 15).isCloseTo(3.279186, within(1e-4));
    assertThat((ofText / 8 + 7 * ofImage / 15) / 8).isCloseTo(3.411169, within(1e-4));
  }

  @Test
  void the_likeliest_tokens_are_those_of_ru_dalle() {
    assertThat(greedy(TINY.get(RudalleVersion.V3), 16))
        .containsExactly(15, 6, 13, 13, 13, 9, 9, 9, 9, 9, 9, 9, 13, 9, 9, 9);
    assertThat(greedy(TINY.get(RudalleVersion.V2), 16))
        .containsExactly(13, 13, 1, 13, 13, 1, 13, 13, 13, 1, 13, 9, 13, 1, 13, 9);
  }

  @Test
  void the_likeliest_tokens_of_a_wider_picture_are_those_of_ru_dalle() {
    assertThat(greedy(WIDER.get(RudalleVersion.V3), 144))
        .containsExactly(
            15, 9, 1, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 13, 15, 13, 15, 15, 13, 8, 1, 1, 2, 9, 9, 9,
            9, 1, 1, 1, 13, 1, 1, 1, 2, 1, 2, 9, 9, 1, 1, 1, 13, 1, 1, 1, 1, 1, 9, 9, 9, 1, 15, 15,
            14, 1, 1, 1, 1, 1, 2, 1, 15, 1, 15, 2, 15, 1, 1, 1, 2, 15, 6, 8, 2, 15, 15, 14, 13, 1,
            1, 1, 1, 8, 1, 6, 6, 1, 15, 15, 15, 15, 15, 15, 15, 2, 1, 9, 9, 1, 9, 9, 9, 1, 9, 9, 9,
            1, 15, 6, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 2, 1, 2, 1, 1, 1, 8, 1, 1, 6, 1, 1, 1,
            1, 15, 1, 15, 15, 6, 1, 15, 15, 15);
    assertThat(greedy(WIDER.get(RudalleVersion.V2), 144))
        .containsExactly(
            14, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 15, 15, 8, 2, 15, 2, 2, 1, 15, 15, 1, 1, 15, 2,
            9, 1, 15, 2, 1, 1, 15, 15, 1, 1, 1, 2, 9, 1, 15, 2, 1, 1, 1, 1, 1, 1, 15, 15, 2, 1, 15,
            15, 2, 1, 1, 15, 14, 14, 1, 8, 2, 1, 2, 2, 1, 8, 2, 1, 1, 2, 1, 8, 2, 1, 1, 1, 8, 1, 1,
            15, 1, 15, 15, 2, 2, 1, 15, 15, 15, 15, 15, 15, 14, 2, 1, 9, 15, 9, 15, 14, 14, 14, 15,
            15, 15, 15, 1, 1, 15, 1, 15, 2, 15, 15, 15, 15, 2, 15, 1, 2, 1, 1, 15, 1, 8, 1, 1, 8, 1,
            15, 15, 2, 15, 1, 15, 15, 2, 1, 1, 15, 15);
  }

  @Test
  void perplexities_are_those_of_ru_dalle() {
    long[] wider = IntStream.range(0, 144).mapToLong(c -> (c * 7 + c / 5) % 16).toArray();

    assertThat(perplexity(TINY.get(RudalleVersion.V3), WHOLE)).isCloseTo(42.46002f, CLOSE);
    assertThat(perplexity(TINY.get(RudalleVersion.V2), WHOLE)).isCloseTo(48.71989f, CLOSE);
    assertThat(perplexity(WIDER.get(RudalleVersion.V3), wider)).isCloseTo(131.81248f, CLOSE);
    assertThat(perplexity(WIDER.get(RudalleVersion.V2), wider)).isCloseTo(156.26614f, CLOSE);
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void a_step_gives_the_logits_that_one_pass_over_everything_gives(RudalleVersion version) {
    RudalleNetwork network = WIDER.get(version);
    long[] tokens = IntStream.range(0, 143).mapToLong(c -> (c * 5 + c / 3) % 16).toArray();
    float[] whole = logits(network, tokens);
    int vocabulary = WORDS + CODES;
    int first = whole.length / vocabulary - 144;

    network.join(List.of(TEXT), 1);
    for (int cell = 0; cell < 144; cell++) {
      float[] step = step(network, new long[] {cell == 0 ? 0 : tokens[cell - 1]}, cell);
      int row = (first + cell) * vocabulary;
      assertThat(step)
          .as("cell " + cell)
          .containsExactly(Arrays.copyOfRange(whole, row, row + vocabulary), within(1e-4f));
    }
    network.clear();
  }

  private static float[] logits(RudalleNetwork network, long[] tokens) {
    try (TensorScope scope = engine.open()) {
      return network.logits(scope, TEXT, tokens).floats();
    }
  }

  /** As it adds up while a picture is drawn. */
  private static float perplexity(RudalleNetwork network, long[] tokens) {
    network.join(List.of(TEXT), 1);
    for (int cell = 0; cell < tokens.length; cell++) {
      step(network, new long[] {cell == 0 ? 0 : tokens[cell - 1]}, cell);
    }
    long[] last = {tokens[tokens.length - 1]};
    float[] perplexities = network.perplexities(0, last).orElseThrow();
    network.leave(0);
    return perplexities[0];
  }

  private static int[] greedy(RudalleNetwork network, int count) {
    network.join(List.of(TEXT), 1);
    int[] drawn = new int[count];
    for (int cell = 0; cell < count; cell++) {
      float[] logits = step(network, new long[] {cell == 0 ? 0 : drawn[cell - 1]}, cell);
      int best = 0;
      for (int code = 1; code < CODES; code++) {
        best = logits[WORDS + code] > logits[WORDS + best] ? code : best;
      }
      drawn[cell] = best;
    }
    network.leave(0);
    return drawn;
  }

  private static float[] step(RudalleNetwork network, long[] tokens, long... cells) {
    try (TensorScope scope = engine.open()) {
      return network.step(scope, tokens, cells).floats();
    }
  }

  private static double entropy(float[] logits, int position, int first, int count, long label) {
    int row = position * (WORDS + CODES) + first;
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += Math.exp(logits[row + i]);
    }
    return Math.log(total) - logits[row + (int) label];
  }
}
