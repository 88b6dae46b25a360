package org.vitrail.inference.model.tokens;

import org.vitrail.inference.model.AspectRatio;

/**
 * The cells of a picture, one token each, drawn row by row from the top.
 *
 * @param columns cells of a row
 * @param rows cells of a column
 * @param codeCount tokens that a cell may hold: 0 up to this
 * @param firstCode where their logits begin among those that the network gives
 */
public record TokenGrid(int columns, int rows, int codeCount, int firstCode) {
  public TokenGrid {
    if (columns < 1 || rows < 1 || codeCount < 1 || firstCode < 0) {
      throw new IllegalArgumentException(
          "A grid of %d × %d cells and %d codes from %d on is none."
              .formatted(columns, rows, codeCount, firstCode));
    }
  }

  public int cellCount() {
    return columns * rows;
  }

  /**
   * A square grid made wider or higher, as near to a ratio as whole cells come; its other side
   * stays. For a square it is this one.
   */
  public TokenGrid shaped(AspectRatio ratio) {
    return ofCells(
        Math.max(columns, rounded(columns, ratio.width(), ratio.height())),
        Math.max(rows, rounded(rows, ratio.height(), ratio.width())));
  }

  /** A grid of the same tokens with so many cells. */
  public TokenGrid ofCells(int otherColumns, int otherRows) {
    return new TokenGrid(otherColumns, otherRows, codeCount, firstCode);
  }

  private static int rounded(int side, int longer, int shorter) {
    return (int) Math.round((double) side * longer / shorter);
  }
}
