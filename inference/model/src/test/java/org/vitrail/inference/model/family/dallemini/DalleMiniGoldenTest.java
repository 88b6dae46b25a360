package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** The network against min-dalle's own numbers, at an odd little size. */
class DalleMiniGoldenTest {
  private static final DalleMiniConfig TINY =
      new DalleMiniConfig(50, 64, 40, 256, 16, 2, 2, 2, 24, 39, 1);
  private static final long[] NO_PROMPT = padded(0, 2);
  private static final long[] PROMPT = padded(0, 7, 31, 44, 2);

  private static TensorEngine engine;
  private static DalleMiniNetwork network;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    network =
        new DalleMiniNetwork(
            engine,
            TINY,
            "the fill rule",
            DalleMiniNetwork.joined(
                FillRule.weights(TINY.encoderWeights(), "encoder.", .1),
                FillRule.weights(TINY.decoderWeights(), "decoder.", .1)));
  }

  @AfterAll
  static void close() {
    network.close();
    engine.close();
  }

  @Test
  void the_fill_rule_gives_the_reference_numbers() {
    assertThat(FillRule.input("a.weight", 3, 1))
        .containsExactly(new float[] {.3410636f, -.5416611f, .8066677f}, within1e7());
  }

  @Test
  void encoder_states_are_those_of_min_dalle() {
    try (TensorScope scope = engine.open()) {
      Tensor states = network.encode(scope, new long[][] {NO_PROMPT, PROMPT});

      Golden.of(2048, 27.179995, 1683.437246, .310777, .200733, .676392, -.708214, .329843)
          .matches(states.floats());
      Golden.of(80, -.046242, 62.233346, 1.389229, -.139537, .668248, -.323044, 1.486163)
          .matches(Arrays.copyOf(states.at(1).floats(), 80));
    }
  }

  @Test
  void a_text_without_padding_has_the_states_of_the_padded_one() {
    try (TensorScope scope = engine.open()) {
      float[] padded = network.encode(scope, PROMPT).floats();
      float[] bare = network.encode(scope, new long[] {0, 7, 31, 44, 2}).floats();

      assertThat(bare).containsExactly(Arrays.copyOf(padded, 80), within1e5());
    }
  }

  @Test
  void logits_and_greedy_tokens_are_those_of_min_dalle() {
    List<float[]> steps = new ArrayList<>();
    try (TensorScope scope = engine.open()) {
      network.joinStates(List.of(network.encode(scope, new long[] {0, 2})), 1);
      network.joinStates(List.of(network.encode(scope, new long[] {0, 7, 31, 44, 2})), 1);
    }
    long token = TINY.startToken();
    List<Long> drawn = new ArrayList<>();
    for (int position = 0; position < 6; position++) {
      float[] logits = step(new long[] {token, token}, new long[] {position, position});
      steps.add(logits);
      token = greedy(logits, 16);
      drawn.add(token);
    }
    network.leave(0);
    network.leave(0);

    assertThat(drawn).containsExactly(24L, 24L, 40L, 40L, 40L, 40L);
    Golden.of(41, .201993, 7.663844, .123085, -.176963, -.30748, .146977, .253426)
        .matches(Arrays.copyOfRange(steps.get(0), 0, 41));
    Golden.of(41, -2.124494, 9.936752, .328168, -.252481, -.226378, .161764, -.059643)
        .matches(Arrays.copyOfRange(steps.get(0), 41, 82));
    Golden.of(41, 1.119039, 6.009269, .21482, -.133096, -.119807, .257339, -.261754)
        .matches(Arrays.copyOfRange(steps.get(3), 0, 41));
    Golden.of(41, -.533551, 7.459288, .509899, -.186251, -.025278, .34971, -.471609)
        .matches(Arrays.copyOfRange(steps.get(3), 41, 82));
  }

  @Test
  void a_row_that_joins_later_has_the_logits_it_has_alone() {
    try (TensorScope scope = engine.open()) {
      Tensor none = network.encode(scope, new long[] {0, 2});
      Tensor prompt = network.encode(scope, new long[] {0, 7, 31, 44, 2});
      network.joinStates(List.of(none), 2);
      step(new long[] {39, 39}, new long[] {0});
      float[] alone = step(new long[] {3, 5}, new long[] {1});
      network.leave(0);

      network.joinStates(List.of(prompt), 1);
      step(new long[] {39}, new long[] {0});
      step(new long[] {7}, new long[] {1});
      network.joinStates(List.of(none), 2);
      step(new long[] {8, 39, 39}, new long[] {2, 0});
      network.leave(0);
      float[] behind = step(new long[] {3, 5}, new long[] {1});
      network.leave(0);

      assertThat(behind).containsExactly(alone, within1e5());
    }
  }

  @Test
  void tokens_that_are_read_in_one_pass_lead_to_what_they_lead_to_one_by_one() {
    List<long[]> conditions = List.of(new long[] {0, 7, 31, 44, 2}, new long[] {0, 2});
    network.join(conditions, 2);
    long[][] read = {{39, 3, 5, 8, 11}, {39, 3, 5, 9, 30}};
    for (int slot = 0; slot < 5; slot++) {
      long one = read[0][slot];
      long other = read[1][slot];
      step(new long[] {one, other, one, other}, new long[] {slot});
    }
    float[] oneByOne = step(new long[] {1, 2, 1, 2}, new long[] {5});
    network.leave(0);

    network.join(List.of(new long[] {0, 7, 2}), 1);
    network.join(conditions, 2);
    network.fill(1, 0, new long[][] {{39, 3, 5}});
    network.fill(1, 3, new long[][] {{8, 11}, {9, 30}});
    float[] atOnce = step(new long[] {4, 1, 2, 1, 2}, new long[] {0, 5});
    network.clear();

    assertThat(Arrays.copyOfRange(atOnce, 41, atOnce.length))
        .containsExactly(oneByOne, within1e5());
  }

  @Test
  void rows_that_a_group_leaves_are_taken_by_the_next_that_fits() {
    List<long[]> one = List.of(new long[] {0, 2});
    assertThat(network.join(one, 6)).isZero();
    assertThat(network.join(one, 3)).isEqualTo(1);
    assertThat(network.join(one, 3)).isEqualTo(2);
    assertThat(network.join(one, 2)).isEqualTo(3);
    network.leave(1);
    assertThat(network.join(one, 4)).as("the gap is too small").isEqualTo(3);
    assertThat(network.join(one, 2)).as("the gap").isEqualTo(1);
    network.leave(0);
    assertThat(network.join(one, 5)).as("the first block, which is empty").isZero();
    network.leave(0);
    assertThat(network.join(one, 7)).as("behind all, as no block has room").isEqualTo(4);
    network.clear();
  }

  @Test
  void a_join_that_fails_midway_leaves_no_trace() {
    try (TensorScope scope = engine.open()) {
      Tensor none = network.encode(scope, new long[] {0, 2});
      Tensor prompt = network.encode(scope, new long[] {0, 7, 31, 44, 2});
      network.joinStates(List.of(none), 2);
      network.joinStates(List.of(prompt), 1);
      float[] right = step(new long[] {39, 39, 39}, new long[] {0, 0});
      network.clear();

      network.joinStates(List.of(none), 2);
      Tensor narrow = scope.floats(new float[8], 1, 8);
      assertThatThrownBy(() -> network.joinStates(List.of(prompt, narrow), 1))
          .isInstanceOf(EngineException.class);
      float[] beside = step(new long[] {39, 39}, new long[] {0});
      assertThatThrownBy(() -> network.joinStates(List.of(prompt), Integer.MAX_VALUE))
          .isInstanceOf(EngineException.class)
          .matches(DeviceMemory::isExhausted, "tells that memory ran out");
      network.joinStates(List.of(prompt), 1);
      float[] all = step(new long[] {39, 39, 39}, new long[] {0, 0});
      network.clear();

      assertThat(beside).containsExactly(Arrays.copyOf(right, beside.length), within1e5());
      assertThat(all).containsExactly(right, within1e5());
    }
  }

  @Test
  void a_network_that_is_cleared_after_a_failure_begins_anew() {
    try (TensorScope scope = engine.open()) {
      Tensor prompt = network.encode(scope, new long[] {0, 7, 31, 44, 2});
      network.joinStates(List.of(prompt), 1);
      float[] right = step(new long[] {39}, new long[] {0});
      assertThatThrownBy(() -> network.joinStates(List.of(prompt), Integer.MAX_VALUE))
          .isInstanceOf(EngineException.class);

      network.clear();
      network.joinStates(List.of(prompt), 1);

      assertThat(step(new long[] {39}, new long[] {0})).containsExactly(right, within1e5());
      network.clear();
    }
  }

  @Test
  void two_files_make_one_set_of_names() {
    Map<String, ?> joined =
        DalleMiniNetwork.joined(
            FillRule.weights(TINY.encoderWeights(), "", 1),
            FillRule.weights(TINY.decoderWeights(), "", 1));

    assertThat(joined).containsKeys("encoder.final_ln.bias", "decoder.lm_head.weight");
  }

  private static float[] step(long[] tokens, long[] positions) {
    try (TensorScope scope = engine.open()) {
      return network.step(scope, tokens, positions).floats();
    }
  }

  /** Greedy over the guided logits, start token's row included, as the reference run did. */
  private static long greedy(float[] logits, float guidance) {
    int best = 0;
    float highest = Float.NEGATIVE_INFINITY;
    for (int token = 0; token < 41; token++) {
      float guided = logits[token] + guidance * (logits[41 + token] - logits[token]);
      if (guided > highest) {
        highest = guided;
        best = token;
      }
    }
    return best;
  }

  private static long[] padded(long... ids) {
    long[] row = new long[64];
    Arrays.fill(row, 1);
    System.arraycopy(ids, 0, row, 0, ids.length);
    return row;
  }

  private static org.assertj.core.data.Offset<Float> within1e7() {
    return org.assertj.core.api.Assertions.within(1e-6f);
  }

  private static org.assertj.core.data.Offset<Float> within1e5() {
    return org.assertj.core.api.Assertions.within(1e-5f);
  }
}
