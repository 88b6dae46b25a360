package org.vitrail.inference.model.sticker;

import java.util.ArrayDeque;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** Pixels by their place in reading order, and how they hang together. */
final class Region {
  private final int width;
  private final int height;

  Region(int width, int height) {
    this.width = width;
    this.height = height;
  }

  int size() {
    return width * height;
  }

  boolean isAtBorder(int at) {
    int x = at % width;
    int y = at / width;
    return x == 0 || y == 0 || x == width - 1 || y == height - 1;
  }

  /** The up to eight pixels around one. */
  void around(int at, IntConsumer neighbour) {
    int x = at % width;
    int y = at / width;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        boolean isInside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
        if (isInside && (dx != 0 || dy != 0)) {
          neighbour.accept(at + dy * width + dx);
        }
      }
    }
  }

  boolean allAround(int at, IntPredicate condition) {
    boolean[] all = {true};
    around(at, neighbour -> all[0] &= condition.test(neighbour));
    return all[0];
  }

  /** Whatever can be reached from the pixels of the first kind through those of the second. */
  boolean[] reached(IntPredicate from, IntPredicate through) {
    boolean[] reached = new boolean[size()];
    for (int at = 0; at < reached.length; at++) {
      if (from.test(at)) {
        spread(at, next -> !reached[next] && through.test(next), next -> reached[next] = true);
      }
    }
    return reached;
  }

  /** Of each pixel of a kind, the number of the piece that it hangs together with; else 0. */
  int[] pieces(IntPredicate kind) {
    int[] pieces = new int[size()];
    int[] count = {0};
    for (int at = 0; at < pieces.length; at++) {
      if (pieces[at] == 0 && kind.test(at)) {
        count[0]++;
        spread(at, next -> pieces[next] == 0 && kind.test(next), next -> pieces[next] = count[0]);
      }
    }
    return pieces;
  }

  private void spread(int from, IntPredicate isOpen, IntConsumer enter) {
    ArrayDeque<Integer> open = new ArrayDeque<>();
    if (isOpen.test(from)) {
      enter.accept(from);
      open.add(from);
    }
    while (!open.isEmpty()) {
      around(
          open.remove(),
          next -> {
            if (isOpen.test(next)) {
              enter.accept(next);
              open.add(next);
            }
          });
    }
  }

  /**
   * Steps from each pixel to the nearest of a set, counted up to a limit and one more for all that
   * is farther.
   */
  int[] steps(boolean[] set, int most) {
    int[] steps = new int[size()];
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int at = 0; at < steps.length; at++) {
      steps[at] = set[at] ? 0 : most + 1;
      if (set[at]) {
        open.add(at);
      }
    }
    while (!open.isEmpty()) {
      int at = open.remove();
      if (steps[at] < most) {
        around(
            at,
            next -> {
              if (steps[next] > steps[at] + 1) {
                steps[next] = steps[at] + 1;
                open.add(next);
              }
            });
      }
    }
    return steps;
  }
}
