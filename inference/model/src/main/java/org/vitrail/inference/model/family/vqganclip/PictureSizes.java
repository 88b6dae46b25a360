package org.vitrail.inference.model.family.vqganclip;

import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CannotBeginException.Reason;
import org.vitrail.inference.model.Descent;

/**
 * The sizes that pictures can have here.
 *
 * @param own pixels along a side where nobody chooses
 * @param pixelsPerToken of the codec
 * @param pixelBytes that an iteration takes for a picture of so many pixels, about
 * @param cutBytes that it takes for so many cuts
 * @param available bytes, empty where nobody tells
 */
record PictureSizes(
    int own,
    int pixelsPerToken,
    LongUnaryOperator pixelBytes,
    IntToLongFunction cutBytes,
    Supplier<OptionalLong> available) {
  /** Smaller ones show nothing, and cannot be smoothed at their edges. */
  private static final int SHORTEST_SIDE = 32;

  /**
   * The tokens of a size, down to whole ones.
   *
   * @throws CannotBeginException if it is too small
   */
  DescentStart.Grid of(Descent.Size size) {
    return new DescentStart.Grid(tokens("width", size.width()), tokens("height", size.height()));
  }

  private int tokens(String name, int pixels) {
    int side = pixels == 0 ? own : pixels;
    if (side < SHORTEST_SIDE) {
      throw new CannotBeginException(
          Reason.TOO_LARGE,
          "%s: %d is not allowed; give %d to %d."
              .formatted(name, pixels, SHORTEST_SIDE, Descent.LONGEST_SIDE));
    }
    return Math.max(2, side / pixelsPerToken);
  }

  /**
   * Lets pictures pass that fit into the memory.
   *
   * @throws CannotBeginException naming the largest of the same shape that does
   */
  void requireRoom(int columns, int rows, int cuts) {
    OptionalLong free = available.get();
    if (free.isEmpty() || bytes(columns, rows, cuts) <= free.getAsLong()) {
      return;
    }
    int wide = columns;
    int high = rows;
    while (wide > 1 && high > 1 && bytes(wide, high, cuts) > free.getAsLong()) {
      wide--;
      high = Math.max(1, Math.round((float) rows * wide / columns));
    }
    throw new CannotBeginException(
        Reason.TOO_LARGE,
        "width and height: %d × %d pixels with %d cuts do not fit into the memory here; give %d × %d at most."
            .formatted(
                columns * pixelsPerToken,
                rows * pixelsPerToken,
                cuts,
                wide * pixelsPerToken,
                high * pixelsPerToken));
  }

  private long bytes(int columns, int rows, int cuts) {
    return pixelBytes.applyAsLong((long) columns * rows * pixelsPerToken * pixelsPerToken)
        + cutBytes.applyAsLong(cuts);
  }
}
