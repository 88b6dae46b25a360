package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.EngineException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tokens.BarePrompts;
import org.vitrail.inference.model.tokens.LargerPictures;
import org.vitrail.inference.model.tokens.TokenGrid;

/** Rows of any age side by side, texts that come again, tokens that are read at once. */
class RudalleNetworkTest {
  private static final int CODES = 16;
  private static final Percentage CLOSE = withinPercentage(.01);
  private static final long[] TEXT = {2, 9, 21, 3};
  private static final long[] OTHER = {2, 30, 5, 5, 17, 3};
  private static final Map<RudalleVersion, RudalleNetwork> NETWORKS =
      new EnumMap<>(RudalleVersion.class);

  private static TensorEngine engine;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    for (RudalleVersion version : RudalleVersion.values()) {
      NETWORKS.put(version, network(version));
    }
  }

  private static RudalleNetwork network(RudalleVersion version) {
    RudalleConfig config = new RudalleConfig(version, 40, 8, CODES, 12, 32, 4, 4);
    return new RudalleNetwork(
        engine, config, "the fill rule", FillRule.weights(config.weights(), "", .4));
  }

  @AfterEach
  void clear() {
    NETWORKS.values().forEach(RudalleNetwork::clear);
  }

  @AfterAll
  static void close() {
    NETWORKS.values().forEach(RudalleNetwork::close);
    engine.close();
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void a_row_has_the_same_logits_to_the_last_bit_alone_and_in_company(RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);
    long[][] drawn = {{0, 0}, {3, 5}, {8, 8}, {15, 1}, {2, 2}};
    float[][] alone = new float[drawn.length][];
    network.join(List.of(TEXT), 2);
    for (int cell = 0; cell < drawn.length; cell++) {
      alone[cell] = step(network, drawn[cell], cell);
    }
    network.clear();

    network.join(List.of(OTHER), 3);
    step(network, new long[3], 0);
    step(network, new long[] {1, 2, 3}, 1);
    assertThat(network.join(List.of(TEXT), 2)).isEqualTo(1);
    for (int cell = 0; cell < drawn.length; cell++) {
      float[] all;
      if (cell < 3) {
        long[] tokens = {4, 5, 6, drawn[cell][0], drawn[cell][1]};
        all = step(network, tokens, cell + 2, cell);
      } else {
        if (cell == 3) {
          network.leave(0);
          network.join(List.of(TEXT), 1);
        }
        all = step(network, new long[] {drawn[cell][0], drawn[cell][1], 7}, cell, cell - 3);
      }
      int first = cell < 3 ? 3 * CODES : 0;
      assertThat(Arrays.copyOfRange(all, first, first + 2 * CODES))
          .as("cell " + cell)
          .isEqualTo(alone[cell]);
    }
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void what_is_wider_or_higher_is_drawn_window_by_window(RudalleVersion version) {
    TokenGrid window = new TokenGrid(12, 12, CODES, 0);
    BarePrompts prompts = new BarePrompts(window, BarePrompts::numbers);
    int[] upperHalf = new int[8 * 12];

    for (Request request :
        List.of(
            LargerPictures.request("2 9 21 3", 1, "4:3", Optional.empty()),
            LargerPictures.request("2 9 21 3", 1, "3:4", Optional.of(upperHalf)))) {
      LargerPictures.assertDrawnWindowByWindow(NETWORKS.get(version), prompts, request);
    }
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void a_text_that_comes_again_is_not_read_again_and_leads_to_the_same(RudalleVersion version) {
    try (RudalleNetwork fresh = network(version)) {
      fresh.join(List.of(TEXT), 1);
      float[] anew = step(fresh, new long[1], 0);
      assertThat(fresh.keptTextCount()).isOne();
      fresh.join(List.of(TEXT), 1);
      fresh.leave(0);
      fresh.join(List.of(new long[] {2, 9, 21, 3, 0, 0}), 2);
      assertThat(fresh.keptTextCount()).as("padding is no other text").isOne();
      fresh.join(List.of(OTHER), 1);
      assertThat(fresh.keptTextCount()).isEqualTo(2);

      float[] shared = step(fresh, new long[4], 0, 0, 0);

      for (int row = 0; row < 3; row++) {
        assertThat(Arrays.copyOfRange(shared, row * CODES, (row + 1) * CODES))
            .containsExactly(anew, within(1e-6f));
      }
      assertThat(Arrays.copyOfRange(shared, 3 * CODES, 4 * CODES)).isNotEqualTo(anew);
    }
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void tokens_that_are_read_in_one_pass_lead_to_what_they_lead_to_one_by_one(
      RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);
    // Longer than a ring, and from a place in its middle.
    long[][] read = new long[2][60];
    for (int cell = 0; cell < 60; cell++) {
      read[0][cell] = cell * 7 % CODES;
      read[1][cell] = cell < 20 ? read[0][cell] : cell * 5 % CODES;
    }
    network.join(List.of(TEXT), 2);
    for (int cell = 0; cell < 60; cell++) {
      step(network, new long[] {read[0][cell], read[1][cell]}, cell);
    }
    float[] oneByOne = step(network, new long[] {1, 2}, 60);
    float[] next = step(network, new long[] {3, 4}, 61);
    network.clear();

    network.join(List.of(OTHER), 1);
    network.join(List.of(TEXT), 2);
    network.fill(1, 0, columns(read, 0, 1, 1));
    network.fill(1, 1, columns(read, 1, 20, 1));
    network.fill(1, 20, columns(read, 20, 25, 2));
    step(network, new long[] {5, read[0][25], read[1][25]}, 0, 25);
    network.fill(1, 26, columns(read, 26, 60, 2));

    assertThat(rows(step(network, new long[] {4, 1, 2}, 1, 60), 1, 3))
        .containsExactly(oneByOne, within(1e-4f));
    assertThat(rows(step(network, new long[] {4, 3, 4}, 2, 61), 1, 3))
        .containsExactly(next, within(1e-4f));
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void a_whole_beginning_can_be_read_at_once(RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);
    long[][] read = {{0, 3, 5, 8, 11}};
    network.join(List.of(TEXT), 1);
    for (int cell = 0; cell < 5; cell++) {
      step(network, new long[] {read[0][cell]}, cell);
    }
    float[] oneByOne = step(network, new long[] {1}, 5);
    network.clear();

    network.join(List.of(TEXT), 1);
    network.fill(0, 0, read);

    assertThat(step(network, new long[] {1}, 5)).containsExactly(oneByOne, within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void however_tokens_are_read_they_are_as_surprising_as_in_one_pass(RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);
    int cells = network.config().imageTokenCount();
    long[][] pictures = new long[2][cells];
    for (int cell = 0; cell < cells; cell++) {
      pictures[0][cell] = cell * 7 % CODES;
      pictures[1][cell] = cell < 20 ? pictures[0][cell] : cell * cell % CODES;
    }
    // What is read: nothing at first, then the tokens up to the last but one.
    long[][] read = new long[2][cells];
    for (int row = 0; row < 2; row++) {
      System.arraycopy(pictures[row], 0, read[row], 1, cells - 1);
    }

    network.join(List.of(OTHER), 1);
    network.join(List.of(TEXT), 2);
    network.fill(1, 0, columns(read, 0, 20, 1));
    network.fill(1, 20, columns(read, 20, 21, 1));
    for (int cell = 21; cell < 30; cell++) {
      step(network, new long[] {3, read[0][cell], read[1][cell]}, cell - 21, cell);
    }
    network.leave(0);
    network.join(List.of(OTHER), 1);
    for (int cell = 30; cell < 60; cell++) {
      step(network, new long[] {read[0][cell], read[1][cell], 3}, cell, cell - 30);
    }
    network.leave(1);
    network.fill(0, 60, columns(read, 60, 102, 2));
    network.fill(0, 102, columns(read, 102, 130, 2));
    for (int cell = 130; cell < cells; cell++) {
      step(network, new long[] {read[0][cell], read[1][cell]}, cell);
    }

    long[] last = {pictures[0][cells - 1], pictures[1][cells - 1]};
    assertThat(network.perplexities(0, last).orElseThrow())
        .satisfies(given -> assertThat(given[0]).isNotCloseTo(given[1], withinPercentage(1)))
        .satisfies(given -> assertThat(given[0]).isCloseTo(inOnePass(network, pictures[0]), CLOSE))
        .satisfies(given -> assertThat(given[1]).isCloseTo(inOnePass(network, pictures[1]), CLOSE));
  }

  private static float inOnePass(RudalleNetwork network, long[] picture) {
    try (TensorScope scope = engine.open()) {
      long[] read = Arrays.copyOf(picture, picture.length - 1);
      float[] logits = network.logits(scope, TEXT, read).floats();
      return Perplexities.of(logits, CODES, picture);
    }
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void a_join_that_fails_leaves_no_trace(RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);
    network.join(List.of(TEXT), 2);
    float[] right = step(network, new long[2], 0);
    network.clear();

    network.join(List.of(TEXT), 2);
    assertThatThrownBy(() -> network.join(List.of(OTHER), Integer.MAX_VALUE))
        .isInstanceOf(EngineException.class)
        .matches(DeviceMemory::isExhausted, "tells that memory ran out");

    assertThat(step(network, new long[2], 0)).isEqualTo(right);
  }

  @ParameterizedTest
  @EnumSource(RudalleVersion.class)
  void what_no_text_of_the_network_can_be_is_refused_in_a_sentence(RudalleVersion version) {
    RudalleNetwork network = NETWORKS.get(version);

    assertThatThrownBy(() -> network.join(List.of(new long[9]), 1))
        .hasMessage("A text of 9 tokens is too long: 8 are read.");
    assertThatThrownBy(() -> network.join(List.of(new long[] {2, 32, 3}), 1))
        .hasMessage("Text token 32 is unknown: those of words are 1 to 31.");
    assertThatThrownBy(() -> network.join(List.of(TEXT, OTHER), 1))
        .hasMessageContaining("one condition");
  }

  private static long[][] columns(long[][] tokens, int from, int to, int pictures) {
    return Arrays.stream(tokens)
        .limit(pictures)
        .map(picture -> Arrays.copyOfRange(picture, from, to))
        .toArray(long[][]::new);
  }

  private static float[] rows(float[] logits, int from, int to) {
    return Arrays.copyOfRange(logits, from * CODES, to * CODES);
  }

  private static float[] step(RudalleNetwork network, long[] tokens, long... cells) {
    try (TensorScope scope = engine.open()) {
      return network.step(scope, tokens, cells).floats();
    }
  }
}
