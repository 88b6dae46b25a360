package org.vitrail.inference.model.tokens;

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
}
