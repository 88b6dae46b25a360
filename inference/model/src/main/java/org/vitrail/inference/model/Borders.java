package org.vitrail.inference.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How much of each side of a picture is kept, in the cells that its model draws. Sides may meet at
 * the corners; together they leave something to draw.
 *
 * @param up rows from the top
 * @param down rows from the bottom
 * @param left columns from the left
 * @param right columns from the right
 */
public record Borders(int up, int down, int left, int right) {
  public Borders {
    if (Math.min(Math.min(up, down), Math.min(left, right)) < 0 || up + down + left + right == 0) {
      throw new IllegalArgumentException(
          "keep: %d up, %d down, %d left and %d right are not allowed; give 0 or more, and one above 0."
              .formatted(up, down, left, right));
    }
  }

  /** What pictures begin with where nobody chooses. */
  public static Borders upperHalf(int rows) {
    return new Borders(Math.max(1, rows / 2), 0, 0, 0);
  }

  /** Whether a cell is kept of a picture of so many. */
  public boolean holds(int column, int row, int columns, int rows) {
    return row < up || row >= rows - down || column < left || column >= columns - right;
  }

  /** Whether something is left to draw of a picture of so many cells. */
  public boolean leaveSomething(int columns, int rows) {
    return up + down < rows && left + right < columns;
  }

  /** As people type it: {@code up 12 left 4}. */
  @Override
  public String toString() {
    if (up == down && up == left && up == right) {
      return "border " + up;
    }
    Map<String, Integer> sides = new LinkedHashMap<>();
    sides.put("up", up);
    sides.put("down", down);
    sides.put("left", left);
    sides.put("right", right);
    return sides.entrySet().stream()
        .filter(side -> side.getValue() > 0)
        .map(side -> side.getKey() + " " + side.getValue())
        .collect(Collectors.joining(" "));
  }
}
