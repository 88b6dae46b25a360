package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GivenCellsTest {
  private static final TokenGrid GRID = new TokenGrid(4, 3, 10, 0);

  @Test
  void cells_may_be_given_anywhere_and_their_runs_are_known() {
    GivenCells cells =
        GivenCells.first(GRID, new int[] {5, 6, 7}).and(GRID, 1, 1, 8).and(GRID, 3, 2, 9);

    assertThat(cells.runFrom(0)).isEqualTo(3);
    assertThat(cells.runFrom(1)).isEqualTo(2);
    assertThat(cells.runFrom(3)).isZero();
    assertThat(cells.runFrom(5)).isEqualTo(1);
    assertThat(cells.token(5)).isEqualTo(8);
    assertThat(cells.runFrom(11)).as("to the end").isEqualTo(1);
    assertThat(cells.isGiven(4)).isFalse();
  }

  @Test
  void one_more_cell_leaves_the_others_as_they_were() {
    GivenCells none = GivenCells.none(GRID);

    none.and(GRID, 0, 0, 1);

    assertThat(none.isGiven(0)).isFalse();
  }

  @Test
  void what_no_cell_can_hold_is_refused() {
    assertThatThrownBy(() -> GivenCells.none(GRID).and(GRID, 0, 0, 10))
        .hasMessage("Image token 10 cannot be kept: tokens are 0 to 9.");
    assertThatThrownBy(() -> GivenCells.first(GRID, new int[] {-1}))
        .hasMessage("Image token -1 cannot be kept: tokens are 0 to 9.");
    assertThatThrownBy(() -> GivenCells.first(GRID, new int[12]))
        .hasMessage("12 tokens cannot be kept of a picture of 12.");
  }
}
