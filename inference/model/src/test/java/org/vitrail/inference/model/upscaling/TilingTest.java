package org.vitrail.inference.model.upscaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.upscaling.Tiling.Span;

class TilingTest {
  private static final Tiling RUDALLE = new Tiling(192, 24, 15, true, 1);
  private static final Tiling REAL_ESRGAN = new Tiling(256, 10, 0, false, 2);

  @Test
  void tiles_see_beyond_the_border_as_far_as_it_shows() {
    assertThat(RUDALLE.spans(256))
        .containsExactly(new Span(-39, 201, 0, 177), new Span(153, 321, 177, 256));
    assertThat(RUDALLE.spans(40)).containsExactly(new Span(-39, 105, 0, 40));
    assertThat(RUDALLE.spans(369))
        .containsExactly(new Span(-39, 201, 0, 177), new Span(153, 393, 177, 369));
  }

  @Test
  void other_tiles_end_where_the_picture_ends() {
    assertThat(REAL_ESRGAN.spans(256)).containsExactly(new Span(0, 256, 0, 256));
    assertThat(REAL_ESRGAN.spans(513))
        .containsExactly(
            new Span(0, 266, 0, 256), new Span(246, 514, 256, 512), new Span(502, 514, 512, 513));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "15", "161", "162", "163", "177", "354", "1000"})
  void every_pixel_is_kept_once_and_seen_by_the_tile_that_keeps_it(int length) {
    for (Tiling tiling : List.of(RUDALLE, REAL_ESRGAN)) {
      int next = 0;
      for (Span span : tiling.spans(length)) {
        assertThat(span.keptBegin()).isEqualTo(next).isGreaterThanOrEqualTo(span.begin());
        assertThat(span.keptEnd()).isGreaterThan(next).isLessThanOrEqualTo(span.end());
        assertThat(span.length() % tiling.multiple()).isZero();
        next = span.keptEnd();
      }
      assertThat(next).isEqualTo(length);
    }
  }

  @Test
  void beyond_the_edge_a_picture_is_mirrored_as_its_authors_do() {
    Tiling bordered = new Tiling(8, 2, 3, true, 1);
    assertThat(places(bordered, -6, 11, 5))
        .containsExactly(2, 2, 2, 2, 1, 0, 0, 1, 2, 3, 4, 4, 3, 2, 2, 2, 2);
    assertThat(places(REAL_ESRGAN, 0, 6, 5)).containsExactly(0, 1, 2, 3, 4, 3);
    assertThat(places(bordered, -3, 4, 1)).containsOnly(0);
    assertThat(places(REAL_ESRGAN, 0, 2, 1)).containsOnly(0);
  }

  private static List<Integer> places(Tiling tiling, int from, int to, int length) {
    return IntStream.range(from, to).map(at -> tiling.pixelAt(at, length)).boxed().toList();
  }
}
