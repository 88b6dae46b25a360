package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.inference.model.family.vqganclip.AugmentedCuts.Change;

/**
 * Draws what happens to cuts, as nerdyrodent's program has kornia 0.5.4 do it.
 *
 * @param count of cuts
 * @param side of each in pixels
 */
record Augmentations(int count, int side, Draws draws) {
  /** How often most changes happen to a cut. */
  private static final double USUALLY = .7;

  private static final double MOST_NOISE = .1;

  /** The whole picture, since the program is as it is. */
  List<Change> latest() {
    return List.of(
        AugmentedCuts.turned(turns(15, 5, USUALLY)),
        AugmentedCuts.turned(perspectives(.7, USUALLY)),
        jitter(.1, .1),
        AugmentedCuts.erased(box()),
        noise());
  }

  /** The whole picture, whose edges go on where it is turned away; brightness stays. */
  List<Change> updatedPooling() {
    return List.of(
        AugmentedCuts.turnedWithin(turns(15, 0, USUALLY)),
        AugmentedCuts.turned(perspectives(.7, USUALLY)),
        jitter(0, .1),
        AugmentedCuts.erased(box()),
        noise());
  }

  /** For crops, turned further and bent less than {@link #latest}. */
  List<Change> nrUpdated() {
    return List.of(
        AugmentedCuts.turned(turns(30, 5, USUALLY)),
        AugmentedCuts.turned(perspectives(.5, USUALLY)),
        jitter(.1, .1),
        AugmentedCuts.erased(box()),
        noise());
  }

  /** For crops: mirrored, hardly recoloured, softened and turned. */
  List<Change> updated() {
    boolean[] mirrored = new boolean[count];
    for (int i = 0; i < count; i++) {
      mirrored[i] = draws.happens(.5);
    }
    Change jitter = jitter(0, .01);
    float[] sharpness = new float[count];
    for (int i = 0; i < count; i++) {
      boolean happens = draws.happens(.4);
      float factor = (float) draws.between(0, .3);
      sharpness[i] = happens ? factor : 1;
    }
    // What comes before a turn does not tell left from right.
    List<Homography> turns = new ArrayList<>();
    List<Homography> alone = turns(30, 0, .8);
    for (int i = 0; i < count; i++) {
      turns.add(mirrored[i] ? Homography.scaling(-1, 1).after(alone.get(i)) : alone.get(i));
    }
    return List.of(
        jitter,
        AugmentedCuts.sharpened(sharpness),
        AugmentedCuts.turnedWithin(turns),
        AugmentedCuts.turned(perspectives(.2, .4)),
        noise());
  }

  /** The authors' move of .1 is one up or down: kornia reads a single number so. */
  private List<Homography> turns(double mostDegrees, double mostShear, double probability) {
    List<Homography> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean happens = draws.happens(probability);
      double degrees = draws.between(-mostDegrees, mostDegrees);
      double down = draws.between(-.1, .1) * side;
      double shear = draws.between(-mostShear, mostShear);
      turns.add(happens ? turn(degrees, shear, 0, down, side) : Homography.IDENTITY);
    }
    return turns;
  }

  /** Where in the source a place lies of a picture that was turned. */
  static Homography turn(double degrees, double shear, double right, double down, int side) {
    return Homography.affine(degrees, shear, right, down, side / 2.0 - .5).inverse().ofPlaces(side);
  }

  private List<Homography> perspectives(double distortion, double probability) {
    List<Homography> perspectives = new ArrayList<>();
    double last = side - 1;
    double[] corners = {0, 0, last, 0, last, last, 0, last};
    for (int i = 0; i < count; i++) {
      boolean happens = draws.happens(probability);
      double[] moved = new double[8];
      for (int k = 0; k < 8; k++) {
        double inwards = distortion * side / 2 * draws.uniform();
        moved[k] = corners[k] + (corners[k] == 0 ? inwards : -inwards);
      }
      perspectives.add(happens ? seenFrom(moved, side) : Homography.IDENTITY);
    }
    return perspectives;
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

  /**
   * Of colours, as often as usual.
   *
   * @param light how far brightness and contrast change at most
   * @param colour how far saturation and hue do
   */
  private Change jitter(double light, double colour) {
    float[] colours = new float[AugmentedCuts.COLOURS * count];
    for (int i = 0; i < colours.length; i += AugmentedCuts.COLOURS) {
      colours[i] = draws.happens(USUALLY) ? 1 : 0;
      colours[i + 1] = (float) draws.between(-light, light);
      colours[i + 2] = (float) draws.between(1 - light, 1 + light);
      colours[i + 3] = (float) draws.between(1 - colour, 1 + colour);
      colours[i + 4] = (float) draws.between(-colour, colour);
    }
    return AugmentedCuts.jittered(colours, draws.order(4));
  }

  /** The same rectangle for all cuts. */
  private long[] box() {
    boolean happens = draws.happens(USUALLY);
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

  private Change noise() {
    long[] keys = new long[count];
    float[] amounts = new float[count];
    for (int i = 0; i < count; i++) {
      keys[i] = draws.bits();
      amounts[i] = (float) draws.between(0, MOST_NOISE);
    }
    return AugmentedCuts.noisy(
        (scope, objective) ->
            objective.tensor(
                scope, "noise", scope.longs(keys, count), scope.floats(amounts, count)));
  }
}
