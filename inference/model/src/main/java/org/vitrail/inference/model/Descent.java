package org.vitrail.inference.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a picture is drawn by gradient descent: what is begun with is changed a little at each
 * iteration, so that a network finds it more like the prompts.
 *
 * @param length how long
 * @param size of the picture
 * @param cutouts the parts of the picture that are compared with the prompts
 * @param step how far an iteration goes
 * @param pull what holds the picture back
 * @param noise a prompt of random numbers
 * @param course what it begins with where nobody says, and what changes on the way
 */
public record Descent(
    Length length,
    Size size,
    Cutouts cutouts,
    Step step,
    Pull pull,
    NoisePrompt noise,
    Course course)
    implements DrawOptions {
  /** Iterations of a request that is ended by somebody, if nobody does. */
  public static final int MOST_ITERATIONS = 10_000;

  /** The most pixels along a side. */
  public static final int LONGEST_SIDE = 2048;

  private static final int MOST_CUTS = 256;

  /**
   * How long a picture is drawn.
   *
   * @param iterations steps; −1 until somebody ends it
   * @param every iterations from one preview to the next
   */
  public record Length(int iterations, int every) {
    public Length {
      require(
          iterations == -1 || iterations >= 1 && iterations <= MOST_ITERATIONS,
          "iterations",
          iterations,
          "1 to " + MOST_ITERATIONS + ", or -1 until it is stopped");
      require(every >= 1 && every <= 1000, "every", every, "1 to 1000");
    }

    /** The last iteration, whoever ends it. */
    public int most() {
      return iterations == -1 ? MOST_ITERATIONS : iterations;
    }
  }

  /**
   * Pixels across and down; 0 for the model's own.
   *
   * @param width made a multiple of the codec's pixels a token, as {@code height}
   */
  public record Size(int width, int height) {
    public static final Size OWN = new Size(0, 0);

    public Size {
      require(
          width >= 0 && width <= LONGEST_SIDE, "width", width, "0 (its own) to " + LONGEST_SIDE);
      require(
          height >= 0 && height <= LONGEST_SIDE,
          "height",
          height,
          "0 (its own) to " + LONGEST_SIDE);
    }
  }

  /** How a picture is cut to be compared with prompts, by nerdyrodent's names. */
  public enum CutMethod {
    /** Squares of any size from anywhere in the picture (Crowson). */
    ORIGINAL,
    /** The same squares, mirrored, softened and turned. */
    UPDATED,
    /** The same squares, turned, bent, recoloured and blemished. */
    NRUPDATED,
    /** The whole picture, pooled, turned, bent, recoloured and blemished. */
    UPDATEDPOOLING,
    /** The same, sheared and darkened, too (nerdyrodent). */
    LATEST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The parts of the picture.
   *
   * @param count of them at each iteration
   * @param power above 1 makes small squares likelier, below 1 large ones; nothing where each cut
   *     is the whole picture
   */
  public record Cutouts(int count, float power, CutMethod method) {
    public Cutouts {
      require(count >= 1 && count <= MOST_CUTS, "cuts", count, "1 to " + MOST_CUTS);
      require(power > 0 && power <= 16, "cut-power", power, "above 0, up to 16");
    }
  }

  /** The rules by which a gradient becomes a step. */
  public enum OptimiserKind {
    ADAM,
    ADAMW,
    RADAM,
    ADAGRAD,
    RMSPROP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far an iteration goes. */
  public record Step(OptimiserKind optimiser, float learningRate) {
    public Step {
      require(
          learningRate > 0 && learningRate <= 10,
          "learning-rate",
          learningRate,
          "above 0, up to 10");
    }
  }

  /** Where a pull goes. */
  public enum PullTowards {
    /** What the picture began like, with the same strength all the time (Crowson). */
    START,
    /** Nothing, less and less (nerdyrodent). */
    ZERO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What holds a picture back.
   *
   * @param weight against that of prompts; 0 = nothing does
   * @param variation the weight of the differences between neighbouring pixels: more makes it
   *     smoother; 0 = none
   */
  public record Pull(float weight, PullTowards towards, float variation) {
    public Pull {
      require(variation >= 0 && variation <= 100, "variation", variation, "0 to 100");
      require(weight >= 0 && weight <= 100, "init-weight", weight, "0 to 100");
    }
  }

  /**
   * A prompt that nobody wrote: random numbers in the place of a text's embedding.
   *
   * @param seed of the numbers
   * @param weight against that of other prompts; 0 = there is none
   */
  public record NoisePrompt(int seed, float weight) {
    public static final NoisePrompt NONE = new NoisePrompt(0, 0);

    public NoisePrompt {
      require(seed >= 0, "noise-seed", seed, "0 or more");
      require(weight >= -100 && weight <= 100, "noise-weight", weight, "-100 to 100");
    }
  }

  /** What a picture begins with where nobody says. */
  public enum InitNoise {
    /** Random codes. */
    CODES,
    /** The codes of a picture of random pixels. */
    PIXELS,
    /** The codes of a picture whose colours rise evenly, each its own way. */
    GRADIENT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How the picture is moved each time that it is to be seen, for a film of a journey: it goes on
   * from what comes of that.
   *
   * @param scale above 1 goes into the picture, below 1 out of it; 1 for neither
   * @param right pixels that it is moved, around the edge; below 0 to the left
   * @param down the same downwards; below 0 upwards
   */
  public record Zoom(float scale, int right, int down) {
    public static final Zoom NONE = new Zoom(1, 0, 0);

    private static final int MOST_PIXELS = 256;

    public Zoom {
      require(scale >= .5 && scale <= 2, "zoom", scale, "0.5 to 2, 1 for none");
      requireShift("zoom-x", right);
      requireShift("zoom-y", down);
    }

    private static void requireShift(String name, int pixels) {
      require(
          Math.abs(pixels) <= MOST_PIXELS,
          name,
          pixels,
          -MOST_PIXELS + " to " + MOST_PIXELS + " pixels");
    }

    /** Whether it moves anything. */
    public boolean isOn() {
      return !equals(NONE);
    }
  }

  /**
   * Where the way begins, and what changes on it.
   *
   * @param changeEvery iterations from one phrase of a story to the next; 0 shares them out evenly
   */
  public record Course(InitNoise initNoise, int changeEvery, Zoom zoom) {
    public static final Course STRAIGHT = new Course(InitNoise.CODES, 0, Zoom.NONE);

    public Course {
      require(
          changeEvery >= 0 && changeEvery <= MOST_ITERATIONS,
          "change-every",
          changeEvery,
          "1 to " + MOST_ITERATIONS + ", or 0 to share the iterations out evenly");
    }
  }

  /** As authors published it. */
  public enum Preset {
    /** Katherine Crowson's notebook "VQGAN+CLIP (z+quantize)" of 2021. */
    CROWSON(
        new Descent(
            new Length(300, 50),
            Size.OWN,
            new Cutouts(64, 1, CutMethod.ORIGINAL),
            new Step(OptimiserKind.ADAM, .05f),
            new Pull(0, PullTowards.START, 0),
            NoisePrompt.NONE,
            Course.STRAIGHT)),
    /** The program of nerdyrodent/VQGAN-CLIP. */
    NERDYRODENT(
        new Descent(
            new Length(500, 50),
            Size.OWN,
            new Cutouts(32, 1, CutMethod.LATEST),
            new Step(OptimiserKind.ADAM, .1f),
            new Pull(0, PullTowards.ZERO, 0),
            NoisePrompt.NONE,
            Course.STRAIGHT));

    private final Descent options;

    Preset(Descent options) {
      this.options = options;
    }

    /** What it sets. */
    public Descent options() {
      return options;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A preset, {@link Preset#NERDYRODENT} where none is named, with some of its options replaced by
   * the names that people type. A number that nobody would choose stands for the preset's own, so
   * that who names all options names no others by it: 0 cuts, power or learning rate, an
   * init-weight of −1, and {@code preset} for what has names.
   *
   * @throws IllegalArgumentException if a name is unknown or a value is not allowed
   */
  public static Descent of(Map<String, String> named) {
    NamedValues values = new NamedValues(named);
    Descent base = values.choice("preset", Preset.values(), Preset.NERDYRODENT).options();
    Descent chosen =
        new Descent(
            new Length(
                values.whole("iterations", base.length.iterations),
                values.whole("every", base.length.every)),
            new Size(values.whole("width", 0), values.whole("height", 0)),
            new Cutouts(
                values.wholeUnless(0, "cuts", base.cutouts.count),
                values.realUnless(0, "cut-power", base.cutouts.power),
                values.choice("cut-method", CutMethod.values(), base.cutouts.method)),
            new Step(
                values.choice("optimiser", OptimiserKind.values(), base.step.optimiser),
                values.realUnless(0, "learning-rate", base.step.learningRate)),
            new Pull(
                values.realUnless(-1, "init-weight", base.pull.weight),
                values.choice("init-pull", PullTowards.values(), base.pull.towards),
                values.real("variation", 0)),
            new NoisePrompt(values.whole("noise-seed", 0), values.real("noise-weight", 0)),
            new Course(
                values.choice("init-noise", InitNoise.values(), base.course.initNoise),
                values.whole("change-every", 0),
                new Zoom(
                    values.real("zoom", 1), values.whole("zoom-x", 0), values.whole("zoom-y", 0))));
    values.refuseOthers();
    return chosen;
  }

  /** What people may choose: menus offer these ranges. */
  public static List<ModelOption> choices() {
    return List.of(
        ModelOption.choice("preset", Preset.NERDYRODENT.toString(), names(Preset.values())),
        ModelOption.whole("iterations", 300, -1, MOST_ITERATIONS),
        ModelOption.whole("every", 20, 1, 1000),
        ModelOption.whole("width", 0, 0, LONGEST_SIDE),
        ModelOption.whole("height", 0, 0, LONGEST_SIDE),
        ModelOption.whole("cuts", 0, 0, MOST_CUTS),
        ModelOption.real("cut-power", 0, 0, 16),
        choice("cut-method", CutMethod.values()),
        choice("optimiser", OptimiserKind.values()),
        ModelOption.real("learning-rate", 0, 0, 10),
        ModelOption.real("init-weight", -1, -1, 100),
        choice("init-pull", PullTowards.values()),
        ModelOption.real("variation", 0, 0, 100),
        ModelOption.real("noise-weight", 0, -100, 100),
        ModelOption.whole("noise-seed", 0, 0, Integer.MAX_VALUE),
        ModelOption.choice("init-noise", InitNoise.CODES.toString(), names(InitNoise.values())),
        ModelOption.whole("change-every", 0, 0, MOST_ITERATIONS),
        ModelOption.real("zoom", 1, .5, 2),
        ModelOption.whole("zoom-x", 0, -Zoom.MOST_PIXELS, Zoom.MOST_PIXELS),
        ModelOption.whole("zoom-y", 0, -Zoom.MOST_PIXELS, Zoom.MOST_PIXELS));
  }

  private static ModelOption choice(String name, Object[] values) {
    List<String> names = new ArrayList<>(List.of(NamedValues.AS_PRESET));
    names.addAll(names(values));
    return ModelOption.choice(name, NamedValues.AS_PRESET, names);
  }

  private static List<String> names(Object[] values) {
    return Arrays.stream(values).map(Object::toString).toList();
  }

  @Override
  public <T> T accept(Visitor<T> visitor) {
    return visitor.descent(this);
  }

  @Override
  public Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    named.put("iterations", Integer.toString(length.iterations));
    named.put("every", Integer.toString(length.every));
    named.put("width", Integer.toString(size.width));
    named.put("height", Integer.toString(size.height));
    named.put("cuts", Integer.toString(cutouts.count));
    named.put("cut-power", Float.toString(cutouts.power));
    named.put("cut-method", cutouts.method.toString());
    named.put("optimiser", step.optimiser.toString());
    named.put("learning-rate", Float.toString(step.learningRate));
    named.put("init-weight", Float.toString(pull.weight));
    named.put("init-pull", pull.towards.toString());
    if (pull.variation != 0) {
      named.put("variation", Float.toString(pull.variation));
    }
    if (noise.weight != 0) {
      named.put("noise-weight", Float.toString(noise.weight));
      named.put("noise-seed", Integer.toString(noise.seed));
    }
    if (course.initNoise != InitNoise.CODES) {
      named.put("init-noise", course.initNoise.toString());
    }
    if (course.changeEvery != 0) {
      named.put("change-every", Integer.toString(course.changeEvery));
    }
    if (course.zoom.isOn()) {
      named.put("zoom", Float.toString(course.zoom.scale));
      named.put("zoom-x", Integer.toString(course.zoom.right));
      named.put("zoom-y", Integer.toString(course.zoom.down));
    }
    return named;
  }

  @Override
  public Optional<String> unusualSource() {
    return Optional.empty();
  }

  private static void require(boolean allowed, String name, Object value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(
          name + ": " + value + " is not allowed; give " + range + ".");
    }
  }
}
