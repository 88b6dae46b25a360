package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Borders;

class GivenCellsTest {
  private static final TokenGrid GRID = new TokenGrid(4, 3, 10, 0);

  @Test
  void cells_may_be_given_anywhere() {
    GivenCells cells =
        GivenCells.first(GRID, new int[] {5, 6, 7}).and(GRID, 1, 1, 8).and(GRID, 3, 2, 9);

    for (int cell : new int[] {0, 1, 2, 5, 11}) {
      assertThat(cells.isGiven(cell)).isTrue();
    }
    assertThat(cells.token(2)).isEqualTo(7);
    assertThat(cells.token(5)).isEqualTo(8);
    assertThat(cells.isGiven(3)).isFalse();
    assertThat(cells.isGiven(4)).isFalse();
  }

  @Test
  void sides_of_a_picture_are_given_where_they_are_kept() {
    int[] tokens = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1};

    assertThat(given(tokens, new Borders(1, 0, 0, 0))).isEqualTo("0123 .... ....");
    assertThat(given(tokens, new Borders(0, 2, 0, 0))).isEqualTo(".... 4567 8901");
    assertThat(given(tokens, new Borders(0, 0, 1, 2))).isEqualTo("0.23 4.67 8.01");
    assertThat(given(tokens, new Borders(1, 1, 1, 1))).isEqualTo("0123 4..7 8901");
  }

  private static String given(int[] tokens, Borders kept) {
    GivenCells cells = GivenCells.of(GRID, tokens, kept);
    StringBuilder rows = new StringBuilder();
    for (int cell = 0; cell < tokens.length; cell++) {
      rows.append(cell > 0 && cell % 4 == 0 ? " " : "")
          .append(cells.isGiven(cell) ? String.valueOf(cells.token(cell)) : ".");
    }
    return rows.toString();
  }

  @Test
  void sides_that_leave_nothing_to_draw_are_refused() {
    for (Borders all :
        List.of(new Borders(3, 0, 0, 0), new Borders(1, 2, 0, 0), new Borders(0, 0, 2, 2))) {
      assertThatThrownBy(() -> GivenCells.of(GRID, new int[12], all))
          .hasMessage("keep: " + all + " leaves nothing to draw of a picture of 4 × 3 cells.");
    }
    assertThatThrownBy(() -> new Borders(0, 0, 0, 0))
        .hasMessageContaining("give 0 or more, and one above 0");
    assertThat(new Borders(2, 2, 2, 2)).hasToString("border 2");
    assertThat(new Borders(0, 3, 1, 0)).hasToString("down 3 left 1");
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
