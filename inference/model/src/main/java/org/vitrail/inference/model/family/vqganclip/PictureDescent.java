package org.vitrail.inference.model.family.vqganclip;

import java.util.Arrays;
import java.util.Optional;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.Descent.PullTowards;
import org.vitrail.inference.model.image.Pixels;

/** One picture on its way: points among the codec's codes, changed a little at each iteration. */
final class PictureDescent {
  private static final Tones UNKNOWN = new Tones(0, 0);

  private final Descent options;
  private final long seed;
  private final int image;
  private final int columns;
  private final float[] start;
  private final float[] points;
  private final Optimiser optimiser;
  private int done;
  private Tones strongest = UNKNOWN;
  private Optional<Pixels> seen = Optional.empty();

  /**
   * @param image its index in the request
   * @param start points (channel, y, x) to begin with
   */
  PictureDescent(Descent options, long seed, int image, float[] start, int columns) {
    this.options = options;
    this.seed = seed;
    this.image = image;
    this.columns = columns;
    this.start = start.clone();
    this.points = start.clone();
    this.optimiser = Optimiser.of(options.step().optimiser(), start.length);
  }

  /** Goes on where a descent of the same request was saved. */
  void resume(SavedDescent.Picture saved, int iterations) {
    System.arraycopy(saved.points(), 0, points, 0, points.length);
    float[][] remembered = remembered();
    for (int i = 0; i < remembered.length; i++) {
      System.arraycopy(saved.remembered()[i], 0, remembered[i], 0, points.length);
    }
    strongest = saved.strongest();
    done = iterations;
  }

  /** Besides the points, what the next iteration depends on. */
  private float[][] remembered() {
    float[][] moments = optimiser.moments();
    if (!zoom().isOn()) {
      return moments;
    }
    float[][] all = Arrays.copyOf(moments, moments.length + 1);
    all[moments.length] = start;
    return all;
  }

  private Descent.Zoom zoom() {
    return options.course().zoom();
  }

  /** Whether the next iteration begins with a picture that is moved. */
  private boolean isMoved() {
    return zoom().isOn() && done > 0 && done % options.length().every() == 0;
  }

  /**
   * Where the picture is to be moved: shows it, and goes on from what it is moved to, as if it were
   * begun with that. No picture of a film goes on with stronger tones than its first: each
   * iteration adds a little, and nothing else would ever take it away.
   */
  void move(PictureMover mover) {
    if (isMoved()) {
      Pixels picture = mover.picture(points, columns);
      seen = Optional.of(picture);
      if (strongest.equals(UNKNOWN)) {
        strongest = Tones.of(picture).or(Tones.ORDINARY);
      }
      Pixels held = strongest.hold(picture);
      float[] moved = mover.points(PictureMover.moved(held, zoom()));
      System.arraycopy(moved, 0, points, 0, points.length);
      System.arraycopy(moved, 0, start, 0, points.length);
      optimiser.forget();
    }
  }

  /**
   * The parts of the picture that the next iteration compares.
   *
   * @param size of the picture in pixels
   * @param side of the pictures that CLIP takes
   */
  Cuts cuts(Descent.Size size, int side) {
    return Cuts.draw(
        options.cutouts(), size.width(), size.height(), side, new Draws(seed, image, done));
  }

  /**
   * One iteration.
   *
   * @return the objective where it was before
   */
  float step(Objective objective, PromptEmbeddings prompts, Cuts cuts, CodeBounds bounds) {
    Objective.Slope slope = slope(objective, prompts, cuts);
    slope.picture().stream().findFirst().ifPresent(picture -> seen = Optional.of(picture));
    int before = zoom().isOn() ? done % options.length().every() : done;
    optimiser.step(points, slope.gradient(), options.step().learningRate(), before + 1);
    bounds.keep(points);
    done++;
    return slope.value();
  }

  /** The objective where it is now, with what holds the picture back. */
  Objective.Slope slope(Objective objective, PromptEmbeddings prompts, Cuts cuts) {
    boolean isSeen = done % options.length().every() == 0 && !isMoved();
    Objective.Slope free =
        objective.at(points, columns, cuts, prompts, options.pull().variation(), isSeen);
    float pulled = pull(free.gradient());
    return new Objective.Slope(free.value() + pulled, free.gradient(), free.picture());
  }

  /** Adds what holds the picture back: the mean square of how far it is from where it is pulled. */
  private float pull(float[] gradient) {
    boolean toStart = options.pull().towards() == PullTowards.START;
    double weight = options.pull().weight() / (toStart ? 1 : 2.0 * done + 1);
    if (weight == 0) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      double away = points[i] - (toStart ? start[i] : 0);
      sum += away * away;
      gradient[i] += (float) (weight * away / points.length);
    }
    return (float) (weight / 2 * sum / points.length);
  }

  /** Iterations. */
  int done() {
    return done;
  }

  int columns() {
    return columns;
  }

  /** The points that it began with, whoever began it. */
  float[] start() {
    return start;
  }

  float[] points() {
    return points;
  }

  /** What it looked like when it was last to be seen. */
  Optional<Pixels> seen() {
    return seen;
  }

  SavedDescent.Picture saved() {
    return new SavedDescent.Picture(strongest, points, remembered());
  }
}
