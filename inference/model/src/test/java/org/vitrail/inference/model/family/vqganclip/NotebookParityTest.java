package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.Descent.Preset;
import org.vitrail.inference.model.family.vqganclip.AugmentedCuts.Change;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.weights.Checkpoint;

/**
 * The objective, its gradient and ten steps against nerdyrodent's generate.py, whose own functions
 * computed {@code notebook.safetensors}, as said beside it, with the same random numbers.
 */
class NotebookParityTest {
  private static final int COLUMNS = 22;
  private static final int CUTS = 6;
  private static final int STEPS = 10;

  /** Steps with the cut methods that no preset has. */
  private static final int FEW = 3;

  private static final int SIDE = 32;

  private static TinyNetworks networks;
  private static Checkpoint notebook;

  @BeforeAll
  static void load() throws Exception {
    networks = new TinyNetworks();
    notebook =
        Checkpoint.open(
            Path.of(
                NotebookParityTest.class.getResource("/vqganclip/notebook.safetensors").toURI()));
  }

  @AfterAll
  static void close() {
    notebook.close();
    networks.close();
  }

  @Test
  void crowsons_preset_goes_the_way_of_the_notebook() {
    List<Cuts> cuts = new ArrayList<>();
    float[] squares = floats("crowson.squares");
    for (int i = 0; i < STEPS; i++) {
      cuts.add(new Crops(longs(Arrays.copyOfRange(squares, 18 * i, 18 * (i + 1)))));
    }

    assertThatDescentIsTheNotebooks("crowson", options(Preset.CROWSON, "init-weight", ".3"), cuts);
  }

  @Test
  void nerdyrodents_preset_goes_the_way_of_the_notebook() {
    List<Cuts> cuts = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      cuts.add(new AugmentedCuts(CUTS, Optional.empty(), changed("nerdyrodent", i)));
    }

    assertThatDescentIsTheNotebooks(
        "nerdyrodent", options(Preset.NERDYRODENT, "init-weight", ".4"), cuts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nrupdated", "updatedpooling"})
  void other_cut_methods_change_pictures_as_the_notebook_does(String method) {
    List<Cuts> cuts = new ArrayList<>();
    for (int i = 0; i < FEW; i++) {
      Optional<Crops> crops =
          method.equals("nrupdated") ? Optional.of(crops(method, i)) : Optional.empty();
      cuts.add(new AugmentedCuts(CUTS, crops, changed(method, i)));
    }

    assertThatDescentIsTheNotebooks(
        method, options(Preset.NERDYRODENT, "cut-method", method), cuts);
  }

  /**
   * Of the reference's own gradient, too, .9 % change when its picture moves by a millionth: what
   * is cut off at 0 and 1 goes on to be read as hue, where it has corners.
   */
  @Test
  void the_updated_cut_method_mirrors_and_softens_as_the_notebook_does() {
    float[] flips = rows("updated.flips", 0, CUTS);
    float[] sharpness = rows("updated.sharpness", 0, 2 * CUTS);
    float[] factors = new float[CUTS];
    List<Homography> turns = new ArrayList<>();
    for (int cut = 0; cut < CUTS; cut++) {
      factors[cut] = sharpness[2 * cut] == 0 ? 1 : sharpness[2 * cut + 1];
      Homography turn = turns("updated", 0).get(cut);
      turns.add(flips[cut] == 0 ? turn : Homography.scaling(-1, 1).after(turn));
    }
    Cuts cuts =
        new AugmentedCuts(
            CUTS,
            Optional.of(crops("updated", 0)),
            List.of(
                jitter("updated", 0),
                AugmentedCuts.sharpened(factors),
                AugmentedCuts.turnedWithin(turns),
                AugmentedCuts.turned(perspectives("updated", 0)),
                noise("updated", 0)));
    Descent options = options(Preset.NERDYRODENT, "cut-method", "updated");

    Objective.Slope slope =
        new PictureDescent(options, 0, 0, floats("start"), COLUMNS)
            .slope(networks.objective, prompts(), cuts);

    float[] expected = floats("updated.gradient");
    float[] apart = expected.clone();
    for (int i = 0; i < apart.length; i++) {
      apart[i] -= slope.gradient()[i];
    }
    assertThat(slope.value()).isCloseTo(floats("updated.values")[0], within(1e-4f));
    assertThat(squares(apart, 0, apart.length))
        .isLessThan(4e-4 * squares(expected, 0, expected.length));
  }

  private static Crops crops(String method, int step) {
    return new Crops(longs(rows(method + ".squares", step, 3 * CUTS)));
  }

  /** Turned, bent, recoloured, with a rectangle erased and noise on top. */
  private static List<Change> changed(String method, int step) {
    List<Homography> turns = turns(method, step);
    return List.of(
        method.equals("updatedpooling")
            ? AugmentedCuts.turnedWithin(turns)
            : AugmentedCuts.turned(turns),
        AugmentedCuts.turned(perspectives(method, step)),
        jitter(method, step),
        AugmentedCuts.erased(longs(rows(method + ".box", step, 4))),
        noise(method, step));
  }

  private static List<Homography> turns(String method, int step) {
    float[] rows = rows(method + ".affine", step, 6 * CUTS);
    List<Homography> turns = new ArrayList<>();
    for (int at = 0; at < rows.length; at += 6) {
      turns.add(
          rows[at] == 0
              ? Homography.IDENTITY
              : Augmentations.turn(rows[at + 1], rows[at + 2], rows[at + 4], rows[at + 5], SIDE));
    }
    return turns;
  }

  private static List<Homography> perspectives(String method, int step) {
    float[] rows = rows(method + ".corners", step, 9 * CUTS);
    List<Homography> perspectives = new ArrayList<>();
    for (int at = 0; at < rows.length; at += 9) {
      double[] moved = new double[8];
      int from = at + 1;
      Arrays.setAll(moved, i -> rows[from + i]);
      perspectives.add(rows[at] == 0 ? Homography.IDENTITY : Augmentations.seenFrom(moved, SIDE));
    }
    return perspectives;
  }

  private static Change jitter(String method, int step) {
    float[] colours = rows(method + ".colours", step, 5 * CUTS);
    for (int at = 0; at < colours.length; at += 5) {
      // The reference's brightness is a factor around 1, of which it adds what is more than 1.
      colours[at + 1] -= 1;
    }
    return AugmentedCuts.jittered(colours, longs(rows(method + ".order", step, 4)));
  }

  private static Change noise(String method, int step) {
    float[] amounts = rows(method + ".amounts", step, CUTS);
    float[] noise = FillRule.input("noise" + step, CUTS * 3 * SIDE * SIDE, 1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] *= amounts[i / (3 * SIDE * SIDE)];
    }
    return AugmentedCuts.noisy((scope, objective) -> scope.floats(noise, CUTS, 3, SIDE, SIDE));
  }

  private static float[] rows(String name, int step, int size) {
    return Arrays.copyOfRange(floats(name), size * step, size * (step + 1));
  }

  private static Descent options(Preset preset, String name, String value) {
    return Descent.of(Map.of("preset", preset.toString(), name, value));
  }

  private static void assertThatDescentIsTheNotebooks(
      String preset, Descent options, List<Cuts> cuts) {
    PictureDescent descent = new PictureDescent(options, 0, 0, floats("start"), COLUMNS);
    PromptEmbeddings prompts = prompts();

    Objective.Slope slope = descent.slope(networks.objective, prompts, cuts.get(0));
    float[] values = floats(preset + ".values");
    assertThat(slope.value()).isCloseTo(values[0], within(1e-4f));
    float[] gradient = floats(preset + ".gradient");
    // The gradient of a mean over thousands of numbers is small: its largest element is the scale.
    assertThat(slope.gradient()).containsExactly(gradient, within(1e-4f * largest(gradient)));

    for (int i = 0; i < cuts.size(); i++) {
      assertThat(descent.step(networks.objective, prompts, cuts.get(i), networks.bounds))
          .as("objective before step " + i)
          .isCloseTo(values[i], within(1e-4f));
    }
    if (cuts.size() == STEPS) {
      assertThat(descent.points()).containsExactly(floats(preset + ".latent"), within(1e-3f));
    }
  }

  /** One to come near, one to get away from up to a distance, one to be as near as a distance. */
  private static PromptEmbeddings prompts() {
    float[] texts =
        networks.clip.embed(List.of(new long[] {98, 5, 17, 99}, new long[] {98, 44, 99}));
    return new PromptEmbeddings.Collector()
        .add(Arrays.copyOf(texts, 16), 1, 1, Float.NEGATIVE_INFINITY)
        .add(Arrays.copyOfRange(texts, 16, 32), 1, -.5f, -1.15f)
        .add(FillRule.input("target", 16, 1), 1, .7f, 1.2f)
        .all();
  }

  private static float largest(float[] numbers) {
    float largest = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    return largest;
  }

  private static float[] floats(String name) {
    FloatBuffer bytes =
        notebook.tensors().get(name).bytes().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[bytes.remaining()];
    bytes.get(floats);
    return floats;
  }

  private static long[] longs(float[] numbers) {
    long[] longs = new long[numbers.length];
    Arrays.setAll(longs, i -> (long) numbers[i]);
    return longs;
  }

  /** Measured with the reference's code, torch 1.13.1. */
  @Test
  void the_distance_is_the_square_of_half_the_angle_on_the_sphere() {
    float[] gradient = new float[3];
    float value;
    try (GradientRecording recording = GradientRecording.begin(networks.engine)) {
      TensorScope scope = recording.scope();
      Tensor cuts = recording.variable(scope.floats(FillRule.input("it", 48, 1), 3, 16));
      Tensor distance =
          networks
              .objective
              .program()
              .forward(
                  scope,
                  "distance",
                  cuts,
                  scope.floats(FillRule.input("emb", 16, 1), 1, 16),
                  scope.floats(new float[] {1}, 1),
                  scope.floats(new float[] {Float.NEGATIVE_INFINITY}, 1));
      recording.backward(distance);
      value = distance.floats()[0];
      System.arraycopy(recording.gradient(cuts).floats(), 0, gradient, 0, 3);
    }

    assertThat(value).isCloseTo(1.284753f, within(1e-5f));
    assertThat(gradient)
        .containsExactly(new float[] {.075375f, -.007938f, -.070317f}, within(1e-5f));
  }

  /** Measured with the reference's code. */
  @Test
  void the_window_is_lanczos() {
    try (Program program = networks.engine.load("vqganclip/objective.py");
        TensorScope scope = networks.engine.open()) {
      program.number("begin", 224);

      assertThat(program.tensor(scope, "window", scope.longs(new long[] {480}, 1)).floats())
          .containsExactly(
              new float[] {
                -.002271f, -.036732f, .02221f, .28592f, .461745f, .28592f, .02221f, -.036732f,
                -.002271f
              },
              within(1e-5f));
    }
  }

  @Test
  void noise_on_cuts_is_normal_and_each_cuts_own() {
    try (TensorScope scope = networks.engine.open()) {
      float[] noise =
          networks
              .objective
              .program()
              .tensor(
                  scope,
                  "noise",
                  scope.longs(new long[] {5, 6}, 2),
                  scope.floats(new float[] {1, .5f}, 2))
              .floats();
      int half = noise.length / 2;
      double products = 0;
      for (int i = 0; i < half; i++) {
        products += noise[i] * noise[half + i];
      }

      assertThat(noise).hasSize(2 * 3 * SIDE * SIDE);
      assertThat(squares(noise, 0, half)).isCloseTo(1, within(.1));
      assertThat(squares(noise, half, noise.length)).isCloseTo(.25, within(.03));
      assertThat(products / half).isCloseTo(0, within(.05));
    }
  }

  private static double squares(float[] numbers, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += numbers[i] * numbers[i];
    }
    return sum / (to - from);
  }
}
