package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Cuts that are changed before CLIP sees them, so that it cannot be pleased by what only one view
 * shows.
 *
 * @param count of cuts
 * @param crops squares of the picture; empty where each cut is the whole picture, pooled to CLIP's
 *     size
 * @param changes in their order; the first of them makes as many cuts of a whole picture
 */
record AugmentedCuts(int count, Optional<Crops> crops, List<Change> changes) implements Cuts {
  /** Numbers by which a cut's colours change. */
  static final int COLOURS = 5;

  private static final int MATRIX = 9;

  /** What happens to cuts (cut, 3, y, x), recorded. */
  interface Change {
    Tensor of(TensorScope scope, Program objective, Tensor cuts);
  }

  /** Numbers to add to cuts (cut, 3, y, x). */
  interface Noise {
    Tensor of(TensorScope scope, Program objective);
  }

  /**
   * Turned or bent, with black beyond the edges.
   *
   * @param sources where in the cut before a place lies, for each cut
   */
  static Change turned(List<Homography> sources) {
    return turned("turned", sources);
  }

  /** The same with what is at the edge beyond it. */
  static Change turnedWithin(List<Homography> sources) {
    return turned("turned_within", sources);
  }

  private static Change turned(String method, List<Homography> sources) {
    float[] matrices = new float[MATRIX * sources.size()];
    for (int i = 0; i < sources.size(); i++) {
      sources.get(i).put(matrices, i);
    }
    return (scope, objective, cuts) ->
        objective.forward(scope, method, cuts, scope.floats(matrices, sources.size(), 3, 3));
  }

  /**
   * Recoloured.
   *
   * @param colours (cut, 5) whether they change, brightness, contrast, saturation, hue
   * @param order in which the latter four change
   */
  static Change jittered(float[] colours, long[] order) {
    return (scope, objective, cuts) ->
        objective.forward(
            scope,
            "jitter",
            cuts,
            scope.floats(colours, colours.length / COLOURS, COLOURS),
            scope.longs(order, order.length));
  }

  /**
   * Softened.
   *
   * @param factors of each cut, 1 to leave it as it is
   */
  static Change sharpened(float[] factors) {
    return (scope, objective, cuts) ->
        objective.forward(scope, "sharpened", cuts, scope.floats(factors, factors.length));
  }

  /**
   * With a rectangle erased from all.
   *
   * @param box its x, y, width and height
   */
  static Change erased(long[] box) {
    return (scope, objective, cuts) ->
        objective.forward(scope, "erased", cuts, scope.longs(box, box.length));
  }

  static Change noisy(Noise noise) {
    return (scope, objective, cuts) ->
        objective.forward(scope, "added", cuts, noise.of(scope, objective));
  }

  @Override
  public boolean areClamped() {
    return false;
  }

  @Override
  public Tensor of(TensorScope scope, Program objective, Tensor picture) {
    Tensor cuts =
        crops.isPresent()
            ? crops.get().of(scope, objective, picture)
            : objective.forward(scope, "pooled", picture);
    for (Change change : changes) {
      cuts = change.of(scope, objective, cuts);
    }
    return cuts;
  }
}
