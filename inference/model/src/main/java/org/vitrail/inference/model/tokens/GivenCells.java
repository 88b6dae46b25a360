package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import org.vitrail.inference.model.Borders;

/** The cells of a grid whose tokens are given rather than drawn, anywhere in it. Immutable. */
public final class GivenCells {
  private static final int DRAWN = -1;

  private final int[] tokens;

  private GivenCells(int[] tokens) {
    this.tokens = tokens;
  }

  /** All cells are drawn. */
  public static GivenCells none(TokenGrid grid) {
    int[] tokens = new int[grid.cellCount()];
    Arrays.fill(tokens, DRAWN);
    return new GivenCells(tokens);
  }

  /**
   * The first cells are given.
   *
   * @throws IllegalArgumentException if a token is none of the grid's, or nothing is left to draw
   */
  public static GivenCells first(TokenGrid grid, int[] tokens) {
    if (tokens.length >= grid.cellCount()) {
      throw new IllegalArgumentException(
          "%d tokens cannot be kept of a picture of %d."
              .formatted(tokens.length, grid.cellCount()));
    }
    GivenCells cells = none(grid);
    for (int cell = 0; cell < tokens.length; cell++) {
      cells.tokens[cell] = allowed(grid, tokens[cell]);
    }
    return cells;
  }

  /**
   * The cells along the sides of a picture are given.
   *
   * @param tokens of the whole picture, row by row from the top
   * @throws IllegalArgumentException if a kept token is none of the grid's, or nothing is left to
   *     draw
   */
  public static GivenCells of(TokenGrid grid, int[] tokens, Borders kept) {
    requireRoom(grid, kept);
    GivenCells cells = none(grid);
    for (int cell = 0; cell < tokens.length; cell++) {
      int column = cell % grid.columns();
      int row = cell / grid.columns();
      if (kept.holds(column, row, grid.columns(), grid.rows())) {
        cells.tokens[cell] = allowed(grid, tokens[cell]);
      }
    }
    return cells;
  }

  /**
   * @throws IllegalArgumentException if nothing is left to draw
   */
  static void requireRoom(TokenGrid grid, Borders kept) {
    if (!kept.leaveSomething(grid.columns(), grid.rows())) {
      throw new IllegalArgumentException(
          "keep: %s leaves nothing to draw of a picture of %d × %d cells."
              .formatted(kept, grid.columns(), grid.rows()));
    }
  }

  /**
   * These cells and one more.
   *
   * @throws IllegalArgumentException if the token is none of the grid's
   */
  public GivenCells and(TokenGrid grid, int column, int row, int token) {
    int[] copy = tokens.clone();
    copy[row * grid.columns() + column] = allowed(grid, token);
    return new GivenCells(copy);
  }

  private static int allowed(TokenGrid grid, int token) {
    if (token < 0 || token >= grid.codeCount()) {
      throw new IllegalArgumentException(
          "Image token %d cannot be kept: tokens are 0 to %d."
              .formatted(token, grid.codeCount() - 1));
    }
    return token;
  }

  boolean isGiven(int cell) {
    return tokens[cell] != DRAWN;
  }

  int token(int cell) {
    return tokens[cell];
  }
}
