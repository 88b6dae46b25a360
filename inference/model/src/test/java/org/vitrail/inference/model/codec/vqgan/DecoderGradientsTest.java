package org.vitrail.inference.model.codec.vqgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * The bundled decoder from a latent to pixels, differentiated: how far its picture of one prompt is
 * from that of another, as the codes of the first change.
 */
@Tag("slow")
class DecoderGradientsTest {
  /** The middle of the pictures, which takes a quarter of the time. */
  private static final int COLUMNS = 8;

  private static TensorEngine engine;
  private static Vqgan vqgan;
  private static Program loss;
  private static TensorScope kept;
  private static Tensor start;
  private static float[] goal;

  @BeforeAll
  static void load() {
    DalleMiniFiles files = BundledGolden.files();
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
    loss = engine.load("loss.py");
    kept = engine.open();
    start = vqgan.codes(kept, middle(tokens(0)), COLUMNS);
    goal = vqgan.decode(kept, new int[][] {middle(tokens(1))}, COLUMNS).floats();
  }

  @AfterAll
  static void close() {
    kept.close();
    loss.close();
    vqgan.close();
    engine.close();
  }

  /** Measured: .34 % apart at most in random directions, .01 % in the steepest. */
  @Test
  void gradients_are_those_of_finite_differences() {
    Slope slope = slope(start);
    float[] gradient = slope.gradient();
    float[] codes = start.floats();
    float[] steepest = moved(new float[codes.length], gradient, 1 / length(gradient));

    assertThat((double) slope.value()).isCloseTo(distance(codes), withinPercentage(.001));
    assertThat(change(codes, steepest, .2)).isCloseTo(length(gradient), withinPercentage(.1));
    for (long seed = 0; seed < 8; seed++) {
      float[] direction = direction(seed, codes.length);
      assertThat(change(codes, direction, .05))
          .isCloseTo(product(direction, gradient), withinPercentage(1));
    }
  }

  @Test
  void the_loss_falls_along_the_negative_gradient() {
    float[] codes = start.floats();
    List<Float> losses = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      try (TensorScope scope = engine.open()) {
        Slope slope = slope(scope.floats(codes, start.shape()));
        losses.add(slope.value());
        codes = moved(codes, slope.gradient(), -10 / length(slope.gradient()));
      }
    }

    assertThat(losses).isSortedAccordingTo(Comparator.reverseOrder());
    // Measured: .785 and .352.
    assertThat(losses.get(4)).isLessThan(losses.get(0) * .6f);
  }

  @Test
  void pictures_are_painted_as_ever_beside_it() {
    try (TensorScope scope = engine.open()) {
      slope(start);
      Tensor pixels = vqgan.decode(scope, new int[][] {tokens(0)}, 16);

      BundledGolden.all().get(0).tensor("decoded").matches(pixels.floats());
    }
  }

  /** A central difference. */
  private static double change(float[] at, float[] direction, double step) {
    return (distance(moved(at, direction, step)) - distance(moved(at, direction, -step)))
        / (2 * step);
  }

  private static float[] direction(long seed, int length) {
    Random random = new Random(seed);
    float[] direction = new float[length];
    for (int i = 0; i < length; i++) {
      direction[i] = (float) random.nextGaussian();
    }
    return direction;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double length(float[] x) {
    return Math.sqrt(product(x, x));
  }

  private record Slope(float value, float[] gradient) {}

  private static Slope slope(Tensor codes) {
    try (GradientRecording recording = GradientRecording.begin(engine)) {
      TensorScope scope = recording.scope();
      Tensor pixels = recording.variable(vqgan.paint(scope, codes));
      Tensor distance = loss.forward(scope, "squared", pixels, scope.floats(goal, 1, 3, 64, 64));
      recording.backward(distance);
      return new Slope(
          distance.floats()[0], vqgan.back(scope, recording.gradient(pixels)).floats());
    }
  }

  /** The same number without PyTorch's help, in double precision from the pixels on. */
  private static double distance(float[] codes) {
    try (TensorScope scope = engine.open()) {
      float[] pixels =
          vqgan
              .program()
              .tensor(scope, "decode_codes", scope.floats(codes, start.shape()))
              .floats();
      double sum = 0;
      for (int i = 0; i < pixels.length; i++) {
        double difference = (double) pixels[i] - goal[i];
        sum += difference * difference;
      }
      return sum / pixels.length;
    }
  }

  private static float[] moved(float[] from, float[] direction, double step) {
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) (from[i] + step * direction[i]);
    }
    return to;
  }

  private static int[] middle(int[] tokens) {
    int[] middle = new int[COLUMNS * COLUMNS];
    Arrays.setAll(middle, i -> tokens[(i / COLUMNS + 4) * 16 + i % COLUMNS + 4]);
    return middle;
  }

  private static int[] tokens(int prompt) {
    return BundledGolden.all().get(prompt).ints("greedy_image_ids_guidance4");
  }
}
