package org.vitrail.inference.model.family.vqganclip;

import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * The whole picture for every cut, pooled to CLIP's size and augmented as nerdyrodent's program has
 * kornia 0.5.4 do it: moved and turned, seen from aside, recoloured, with a rectangle erased, and
 * with noise on top.
 *
 * @param affine (cut, 3, 3) where in the pooled picture a place of the turned one lies
 * @param perspective (cut, 3, 3) where in the turned picture a place of the result lies
 * @param colours (cut, 5) whether they change, brightness, contrast, saturation, hue
 * @param order in which the latter four change
 * @param box x, y, width and height of what is erased of all
 * @param noise that is added
 */
record PooledCuts(
    float[] affine, float[] perspective, float[] colours, long[] order, long[] box, Noise noise)
    implements Cuts {
  /** How often each change happens to a cut. */
  private static final double PROBABILITY = .7;

  private static final int MATRIX = 9;
  private static final int COLOURS = 5;
  private static final double MOST_NOISE = .1;

  /** Numbers to add to cuts. */
  interface Noise {
    /** (cut, 3, y, x). */
    Tensor of(TensorScope scope, Program objective);
  }

  static PooledCuts draw(int count, int side, Draws draws) {
    float[] affine = new float[MATRIX * count];
    float[] perspective = new float[MATRIX * count];
    float[] colours = new float[COLOURS * count];
    long[] keys = new long[count];
    float[] amounts = new float[count];
    for (int i = 0; i < count; i++) {
      affine(side, draws).put(affine, i);
      perspective(side, draws).put(perspective, i);
      System.arraycopy(colours(draws), 0, colours, COLOURS * i, COLOURS);
      keys[i] = draws.bits();
      amounts[i] = (float) draws.between(0, MOST_NOISE);
    }
    return new PooledCuts(
        affine,
        perspective,
        colours,
        draws.order(4),
        box(side, draws),
        (scope, objective) ->
            objective.tensor(
                scope, "noise", scope.longs(keys, count), scope.floats(amounts, count)));
  }

  /** The authors' move of .1 is one up or down: kornia reads a single number so. */
  private static Homography affine(int side, Draws draws) {
    boolean happens = draws.happens(PROBABILITY);
    double degrees = draws.between(-15, 15);
    double down = draws.between(-.1, .1) * side;
    double shear = draws.between(-5, 5);
    return happens ? turned(degrees, shear, 0, down, side) : Homography.IDENTITY;
  }

  /** Where in the source a place lies of a picture that was turned. */
  static Homography turned(double degrees, double shear, double right, double down, int side) {
    return Homography.affine(degrees, shear, right, down, side / 2.0 - .5).inverse().ofPlaces(side);
  }

  private static Homography perspective(int side, Draws draws) {
    boolean happens = draws.happens(PROBABILITY);
    double last = side - 1;
    double[] corners = {0, 0, last, 0, last, last, 0, last};
    double[] moved = new double[8];
    for (int i = 0; i < 8; i++) {
      double inwards = .7 * side / 2 * draws.uniform();
      moved[i] = corners[i] + (corners[i] == 0 ? inwards : -inwards);
    }
    return happens ? seenFrom(moved, side) : Homography.IDENTITY;
  }

  /**
   * Where in the source a place lies of a picture whose corners were moved. kornia lets the places
   * that it asks for reach from the first pixel's middle to the last one's, and the picture's from
   * edge to edge; the result is a little larger for it.
   *
   * @param corners x and y of each, clockwise from the upper left
   */
  static Homography seenFrom(double[] corners, int side) {
    double last = side - 1;
    double[] before = {0, 0, last, 0, last, last, 0, last};
    double wider = side / last;
    return Homography.between(corners, before)
        .ofPlaces(side)
        .after(Homography.scaling(wider, wider));
  }

  private static float[] colours(Draws draws) {
    float changes = draws.happens(PROBABILITY) ? 1 : 0;
    return new float[] {
      changes,
      (float) draws.between(-.1, .1),
      (float) draws.between(.9, 1.1),
      (float) draws.between(.9, 1.1),
      (float) draws.between(-.1, .1)
    };
  }

  /** The same rectangle for all cuts. */
  private static long[] box(int side, Draws draws) {
    boolean happens = draws.happens(PROBABILITY);
    double area = draws.between(.1, .4) * side * side;
    double ratio = draws.happens(.5) ? draws.between(.3, 1) : draws.between(1, 1 / .3);
    long height = length(StrictMath.sqrt(area * ratio), side);
    long width = length(StrictMath.sqrt(area / ratio), side);
    long x = (long) (draws.uniform() * (side - width + 1));
    long y = (long) (draws.uniform() * (side - height + 1));
    return happens ? new long[] {x, y, width, height} : new long[4];
  }

  private static long length(double exact, int side) {
    return Math.min(side, Math.max(1, (long) StrictMath.rint(exact)));
  }

  @Override
  public int count() {
    return affine.length / MATRIX;
  }

  @Override
  public boolean areClamped() {
    return false;
  }

  @Override
  public Tensor of(TensorScope scope, Program objective, Tensor picture) {
    int count = count();
    return objective.forward(
        scope,
        "pooled",
        picture,
        scope.floats(affine, count, 3, 3),
        scope.floats(perspective, count, 3, 3),
        scope.floats(colours, count, COLOURS),
        scope.longs(order, order.length),
        scope.longs(box, box.length),
        noise.of(scope, objective));
  }
}
