package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private static TensorEngine engine;
  private static Program loss;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    loss = engine.load("loss.py");
  }

  @AfterAll
  static void close() {
    loss.close();
    engine.close();
  }

  @Test
  void each_input_has_its_gradient() {
    try (TensorScope scope = engine.open()) {
      Gradients.Slope slope = slope(scope, 1);

      assertThat(slope.value()).isEqualTo(5 + 4 * 7);
      assertThat(slope.gradients().get(0).floats()).containsExactly(10, 28);
      assertThat(slope.gradients().get(1).floats()).containsExactly(1, 4);
    }
  }

  @Test
  void what_inference_made_is_a_constant_and_what_does_not_matter_has_no_slope() {
    try (TensorScope scope = engine.open()) {
      Tensor a = scope.floats(new float[] {1, 2}, 2);
      Tensor doubled = loss.tensor(scope, "doubled", a);

      Gradients.Slope slope =
          Gradients.of(engine)
              .at(
                  scope,
                  List.of(a, doubled),
                  (recorded, x) -> loss.forward(recorded, "product", x.get(0), doubled));

      assertThat(slope.gradients().get(0).floats()).containsExactly(4, 16);
      assertThat(slope.gradients().get(1).floats()).containsExactly(0, 0);
      assertThat(a.floats()).containsExactly(1, 2);
    }
  }

  @Test
  void several_may_ask_at_once() {
    List<Float> values =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(
                i -> {
                  try (TensorScope scope = engine.open()) {
                    return slope(scope, i).gradients().get(0).floats()[1];
                  }
                })
            .toList();

    assertThat(values).isEqualTo(IntStream.range(0, 64).mapToObj(i -> 28f * i).toList());
  }

  @Test
  void only_a_number_of_floats_has_a_gradient() {
    try (TensorScope scope = engine.open()) {
      Gradients gradients = Gradients.of(engine);
      List<Tensor> floats = List.of(scope.floats(new float[] {1, 2}, 2));

      assertThatThrownBy(
              () ->
                  gradients.at(
                      scope, floats, (recorded, x) -> loss.forward(recorded, "doubled", x.get(0))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Only a number has a gradient, not a tensor of shape (2).");
      assertThatThrownBy(
              () ->
                  gradients.at(
                      scope,
                      List.of(scope.longs(new long[] {1}, 1)),
                      (recorded, x) -> loss.forward(recorded, "doubled", x.get(0))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Gradients are computed with respect to f32, not to I64.");
      assertThatThrownBy(
              () ->
                  gradients.at(
                      scope, floats, (recorded, x) -> loss.forward(recorded, "constant", x.get(0))))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("does not require grad");
      // And what went wrong is in nobody's way.
      assertThat(slope(scope, 1).value()).isEqualTo(33);
    }
  }

  /** Of a * a * b at a = (1, 2), b = factor * (5, 7). */
  private static Gradients.Slope slope(TensorScope scope, float factor) {
    return Gradients.of(engine)
        .at(
            scope,
            List.of(
                scope.floats(new float[] {1, 2}, 2),
                scope.floats(new float[] {5 * factor, 7 * factor}, 2)),
            (recorded, x) -> loss.forward(recorded, "product", x.get(0), x.get(1)));
  }
}
