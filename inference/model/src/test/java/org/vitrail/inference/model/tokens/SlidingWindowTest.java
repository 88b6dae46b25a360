package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.AspectRatio;

class SlidingWindowTest {
  private static final TokenGrid SQUARE = new TokenGrid(16, 16, 10, 0);

  @Property
  void every_cell_is_seen_and_every_place_sees_half_of_what_was_seen_before(
      @ForAll @IntRange(min = 1, max = 64) int side,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height) {
    TokenGrid window = new TokenGrid(side, side, 10, 0);
    int longer = Math.max(width, height);
    int shorter = Math.max((longer + 2) / 3, Math.min(width, height));
    AspectRatio ratio =
        width > height ? new AspectRatio(longer, shorter) : new AspectRatio(shorter, longer);
    TokenGrid picture = window.shaped(ratio);
    SlidingWindow path = new SlidingWindow(picture, window);

    boolean[] seen = new boolean[picture.cellCount()];
    for (int place = 0; place < path.placeCount(); place++) {
      int fresh = 0;
      for (int at = 0; at < window.cellCount(); at++) {
        int cell = path.cell(place, at);
        fresh += seen[cell] ? 0 : 1;
        seen[cell] = true;
        int below = path.cell(place, at / side * side) + at % side;
        assertThat(cell).as("rows of the window lie in rows of the picture").isEqualTo(below);
        assertThat(cell / picture.columns() - path.cell(place, 0) / picture.columns())
            .isEqualTo(at / side);
      }
      assertThat(fresh).isPositive();
      if (place > 0 && side > 1) {
        assertThat(fresh).isLessThanOrEqualTo((window.cellCount() + side) / 2);
      }
    }

    assertThat(seen).doesNotContain(false);
    assertThat(Math.min(picture.columns(), picture.rows())).isEqualTo(side);
    double wanted = side * (double) Math.max(ratio.width(), ratio.height());
    assertThat(Math.max(picture.columns(), picture.rows()))
        .isEqualTo((int) Math.round(wanted / Math.min(ratio.width(), ratio.height())));
  }

  @Test
  void a_square_has_one_place() {
    SlidingWindow path = new SlidingWindow(SQUARE.shaped(AspectRatio.SQUARE), SQUARE);

    assertThat(path.placeCount()).isOne();
    assertThat(IntStream.range(0, 256).map(at -> path.cell(0, at)))
        .containsExactlyElementsOf(IntStream.range(0, 256).boxed().toList());
  }

  @Test
  void shapes_are_rounded_to_whole_cells() {
    assertThat(SQUARE.shaped(AspectRatio.of("16:9"))).isEqualTo(SQUARE.ofCells(28, 16));
    assertThat(SQUARE.shaped(AspectRatio.of("9:16"))).isEqualTo(SQUARE.ofCells(16, 28));
    assertThat(SQUARE.shaped(AspectRatio.of("3:1"))).isEqualTo(SQUARE.ofCells(48, 16));
    assertThat(SQUARE.shaped(AspectRatio.of("100:101"))).isEqualTo(SQUARE);
  }

  @Test
  void a_window_lies_on_cells_that_are_beside_each_other() {
    TokenGrid window = new TokenGrid(2, 2, 10, 0);
    SlidingWindow across = new SlidingWindow(window.ofCells(4, 2), window);
    SlidingWindow down = new SlidingWindow(window.ofCells(2, 4), window);

    assertThat(IntStream.range(0, 4).map(at -> across.cell(1, at))).containsExactly(1, 2, 5, 6);
    assertThat(IntStream.range(0, 4).map(at -> down.cell(2, at))).containsExactly(4, 5, 6, 7);
  }

  @Test
  void a_window_slides_one_way_and_stays_inside() {
    for (TokenGrid picture : new TokenGrid[] {SQUARE.ofCells(17, 17), SQUARE.ofCells(15, 20)}) {
      assertThatThrownBy(() -> new SlidingWindow(picture, SQUARE))
          .hasMessageContaining("A window of 16 × 16 cells does not slide over");
    }
  }
}
