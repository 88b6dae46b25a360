package org.vitrail.inference.model.codec.dvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.codec.DifferentiableCodec.Painting;
import org.vitrail.inference.model.codec.dvae.DvaeConfig.Half;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.Golden;
import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Gradients;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** The network against the numbers of OpenAI's own classes, at a little size. */
class DvaeGoldenTest {
  private static final DvaeConfig TINY = new DvaeConfig(512, 8, new Half(64, 1), new Half(64, 1));

  private static TensorEngine engine;
  private static Dvae dvae;

  @BeforeAll
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    Map<String, WeightTensor> encoder = FillRule.weights(TINY.encoderWeights(), "encoder.", .2);
    Map<String, WeightTensor> decoder = FillRule.weights(TINY.decoderWeights(), "decoder.", .2);
    dvae = Dvae.of(engine, "encoder.pkl", encoder, "decoder.pkl", decoder);
    dvae.unfreeze();
  }

  @AfterAll
  static void close() {
    dvae.close();
    engine.close();
  }

  @Test
  void encoder_and_decoder_are_those_of_openai() {
    float[] pixels = FillRule.input("x", 3 * 16 * 16, 1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pixels[i] * .4f + .5f;
    }
    try (TensorScope scope = engine.open()) {
      Tensor x = scope.floats(pixels, 1, 3, 16, 16);
      Tensor logits = dvae.program().tensor(scope, "logits", x);
      Golden.of(2048, 340.072422, 5046.124063, .598881, .774686, -.954332, -.296409, .058905)
          .matches(logits.floats());

      assertThat(likeliest(logits.floats(), 4)).containsExactly(368, 84, 311, 457);

      Tensor codes = dvae.codes(scope, new int[] {368, 84, 311, 457}, 2);
      Golden.of(1536, 206.348667, 544.985954, .269212, .380944, .377264, .387224, .38734)
          .matches(dvae.program().tensor(scope, "statistics", codes).floats());
    }
  }

  @Test
  void a_gradient_goes_straight_through_the_nearest_codes() {
    int[] tokens = {368, 84, 311, 457};
    float[] atCodes;
    try (GradientRecording recording = GradientRecording.begin(engine)) {
      TensorScope scope = recording.scope();
      Tensor codes = recording.variable(dvae.codes(scope, tokens, 2));
      Tensor painted = dvae.decodeForGradients(scope, codes);
      recording.backward(painted, painted);
      atCodes = recording.gradient(codes).floats();
    }
    try (GradientRecording recording = GradientRecording.begin(engine)) {
      TensorScope scope = recording.scope();
      float[] near = dvae.codes(scope, tokens, 2).floats();
      float[] nudges = FillRule.input("nudge", near.length, 1e-4);
      for (int i = 0; i < near.length; i++) {
        near[i] += nudges[i];
      }
      Tensor points = scope.floats(near, 1, dvae.codeWidth(), 2, 2);
      Tensor found = dvae.nearest(scope, points);
      Painting painting = dvae.paint(recording, points, found);
      float[] gradient = painting.back(painting.picture()).floats();

      assertThat(found.longs()).containsExactly(368, 84, 311, 457);
      assertThat(gradient).containsExactly(atCodes, within(1e-4f));
      assertThat(dvae.bounds(scope).floats()).hasSize(2 * dvae.codeWidth());
    }
  }

  /** The published files have as many numbers. */
  @Test
  void the_published_network_has_as_many_weights_as_its_files() {
    assertThat(DvaeConfig.DALL_E.encoderWeights().elementCount(name -> true)).isEqualTo(53_786_240);
    assertThat(DvaeConfig.DALL_E.decoderWeights().elementCount(name -> true)).isEqualTo(43_829_766);
    assertThat(DvaeConfig.DALL_E.pixelsPerToken()).isEqualTo(8);
  }

  @Test
  void the_shape_is_read_from_the_tensors() {
    DvaeConfig uneven = new DvaeConfig(40, 12, new Half(8, 3), new Half(4, 2));
    Map<String, WeightTensor> tensors =
        new LinkedHashMap<>(FillRule.weights(uneven.weights(), "", .1));

    assertThat(DvaeConfig.of("the files", tensors)).isEqualTo(uneven);
  }

  /** Along the steepest way the loss changes as the gradient says. */
  @Test
  void gradients_reach_the_codes() {
    try (TensorScope scope = engine.open();
        Program loss = engine.load("loss.py")) {
      Tensor codes = dvae.codes(scope, new int[] {3, 100, 200, 511}, 2);
      Tensor goal = scope.floats(new float[3 * 16 * 16], 1, 3, 16, 16);
      Gradients.Slope slope =
          Gradients.of(engine)
              .at(
                  scope,
                  List.of(codes),
                  (recorded, x) ->
                      loss.forward(
                          recorded, "squared", dvae.decodeForGradients(recorded, x.get(0)), goal));
      float[] gradient = slope.gradients().get(0).floats();
      double length = Math.sqrt(squares(gradient));

      assertThat((double) slope.value())
          .isCloseTo(distance(scope, codes.floats()), withinPercentage(.001));
      double step = .02;
      double change =
          distance(scope, moved(codes.floats(), gradient, step / length))
              - distance(scope, moved(codes.floats(), gradient, -step / length));
      assertThat(length).isPositive();
      assertThat(change / (2 * step)).isCloseTo(length, withinPercentage(1));
    }
  }

  /** A mixture of codes is a point between them, so that weights of codes have gradients too. */
  @Test
  void a_code_is_its_row_of_the_codebook() {
    try (TensorScope scope = engine.open()) {
      float[] book = dvae.codebook(scope).floats();
      float[] code = dvae.codes(scope, new int[] {84}, 1).floats();

      assertThat(book).hasSize(512 * 8);
      for (int channel = 0; channel < 8; channel++) {
        assertThat(code[channel]).isCloseTo(book[84 * 8 + channel], within(0f));
      }
    }
  }

  private static double distance(TensorScope scope, float[] codes) {
    Tensor at = scope.floats(codes, 1, 8, 2, 2);
    float[] pixels = dvae.program().tensor(scope, "decode_codes", at).floats();
    return squares(pixels) / pixels.length;
  }

  private static double squares(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += (double) number * number;
    }
    return sum;
  }

  private static float[] moved(float[] from, float[] direction, double step) {
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) (from[i] + step * direction[i]);
    }
    return to;
  }

  private static int[] likeliest(float[] logits, int cells) {
    int[] best = new int[cells];
    for (int code = 0; code < logits.length / cells; code++) {
      for (int cell = 0; cell < cells; cell++) {
        if (logits[code * cells + cell] > logits[best[cell] * cells + cell]) {
          best[cell] = code;
        }
      }
    }
    return best;
  }
}
