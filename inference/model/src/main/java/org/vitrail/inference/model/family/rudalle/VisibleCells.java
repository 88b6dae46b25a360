package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which cells of a picture a cell's query sees in a layer, itself among them and none that comes
 * later: the sparse attention of DALL·E (Ramesh et al. 2021, arXiv:2102.12092, appendix B.1) as
 * ru-dalle has it. Lists rather than masks, for a step asks about one query at a time. Immutable.
 */
final class VisibleCells {
  private final int[][] seen;

  private VisibleCells(int cellCount, Rule rule) {
    seen = new int[cellCount][];
    // Half a million questions for 32 × 32 cells, in plain loops: streams take twice the time.
    int[] keys = new int[cellCount];
    for (int query = 0; query < cellCount; query++) {
      int count = 0;
      for (int key = 0; key <= query; key++) {
        if (rule.sees(query, key)) {
          keys[count++] = key;
        }
      }
      seen[query] = Arrays.copyOf(keys, count);
    }
  }

  /** Whether a query sees a key that is not later. */
  @FunctionalInterface
  private interface Rule {
    boolean sees(int query, int key);
  }

  /** As many cells before as a row has, across the row's beginning. */
  static VisibleCells rows(int side) {
    return new VisibleCells(side * side, (query, key) -> query - key <= side);
  }

  /** The cells above. */
  static VisibleCells columns(int side) {
    return new VisibleCells(side * side, (query, key) -> (query - key) % side == 0);
  }

  /**
   * The cells around, in a square.
   *
   * @param kernel the square's side, odd
   * @param wraps whether the square goes on at the opposite edge of the picture, or ends at its
   *     edge
   */
  static VisibleCells neighbourhoods(int side, int kernel, boolean wraps) {
    int reach = kernel / 2;
    return new VisibleCells(
        side * side,
        (query, key) ->
            isNear(query / side, key / side, reach, side, wraps)
                && isNear(query % side, key % side, reach, side, wraps));
  }

  private static boolean isNear(int a, int b, int reach, int side, boolean wraps) {
    int distance = Math.abs(a - b);
    return distance <= reach || wraps && side - distance <= reach;
  }

  int cellCount() {
    return seen.length;
  }

  /** The cells that a cell's query sees, in order. */
  int[] from(int cell) {
    return seen[cell].clone();
  }

  /** How many cells back the farthest one lies that any query sees, itself included. */
  int lookBack() {
    return IntStream.range(0, seen.length).map(cell -> cell - seen[cell][0] + 1).max().orElse(0);
  }
}
