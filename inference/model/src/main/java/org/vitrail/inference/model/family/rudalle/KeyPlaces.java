package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where a layer keeps the keys and values of a picture's cells. A layer that looks back only a
 * short way keeps only so many, in a ring: of 32 × 32 cells a row's layer keeps 33. Immutable.
 */
final class KeyPlaces {
  private final VisibleCells visible;
  private final int count;
  private final long[][] seen;

  KeyPlaces(VisibleCells visible) {
    this.visible = visible;
    // A ring that saves little would only break what lies at equal distances.
    this.count =
        2 * visible.lookBack() <= visible.cellCount() ? visible.lookBack() : visible.cellCount();
    this.seen =
        IntStream.range(0, visible.cellCount())
            .mapToObj(cell -> Arrays.stream(visible.from(cell)).mapToLong(this::of).sorted())
            .map(java.util.stream.LongStream::toArray)
            .toArray(long[][]::new);
  }

  /** How many places there are. */
  int count() {
    return count;
  }

  /** The place of a cell. */
  int of(int cell) {
    return cell % count;
  }

  /** The places that a cell's query sees, in order. */
  long[] seenFrom(int cell) {
    return seen[cell].clone();
  }

  /** How far apart the places lie that a cell's query sees; 0 if not all at one distance. */
  int step(int cell) {
    long[] places = seen[cell];
    if (places.length == 1) {
      return 1;
    }
    long step = places[1] - places[0];
    boolean equal =
        IntStream.range(1, places.length).allMatch(i -> places[i] - places[i - 1] == step);
    return equal ? (int) step : 0;
  }

  /** The cells before one that the queries from there on may still see, in order. */
  int[] neededBefore(int firstCell, int cellCount) {
    return IntStream.range(firstCell, firstCell + cellCount)
        .flatMap(cell -> Arrays.stream(visible.from(cell)))
        .filter(cell -> cell < firstCell)
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * What is added to the scores of some keys before the softmax: 0 where a query sees a key, −∞
   * elsewhere. Positions of cells are 0 and more, those of text tokens are negative: cells see the
   * whole text, and tokens of the text what comes before them.
   *
   * @param keys positions
   * @return (query, key), row by row
   */
  float[] mask(int firstQuery, int queryCount, int[] keys) {
    float[] mask = new float[queryCount * keys.length];
    for (int i = 0; i < queryCount; i++) {
      int query = firstQuery + i;
      int[] cells = query < 0 ? new int[0] : visible.from(query);
      for (int j = 0; j < keys.length; j++) {
        boolean sees =
            keys[j] < 0
                ? keys[j] <= query
                : query >= keys[j] && Arrays.binarySearch(cells, keys[j]) >= 0;
        mask[i * keys.length + j] = sees ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return mask;
  }
}
