package org.vitrail.inference.model.family.vqganclip;

import org.vitrail.inference.model.Descent.Cutouts;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Squares of any size from anywhere in the picture, as Katherine Crowson's notebook takes them.
 *
 * @param squares side, x and y of each
 */
record Crops(long[] squares) implements Cuts {
  private static final int NUMBERS = 3;

  static Crops draw(Cutouts cutouts, int width, int height, int side, Draws draws) {
    int longest = Math.min(width, height);
    int shortest = Math.min(longest, side);
    long[] squares = new long[NUMBERS * cutouts.count()];
    for (int i = 0; i < squares.length; i += NUMBERS) {
      double share = StrictMath.pow(draws.uniform(), cutouts.power());
      int size = (int) (share * (longest - shortest) + shortest);
      squares[i] = size;
      squares[i + 1] = draws.below(width - size + 1);
      squares[i + 2] = draws.below(height - size + 1);
    }
    return new Crops(squares);
  }

  @Override
  public int count() {
    return squares.length / NUMBERS;
  }

  /** Bicubic interpolation overshoots at edges. */
  @Override
  public boolean areClamped() {
    return true;
  }

  @Override
  public Tensor of(TensorScope scope, Program objective, Tensor picture) {
    return objective.forward(scope, "crops", picture, scope.longs(squares, count(), NUMBERS));
  }
}
