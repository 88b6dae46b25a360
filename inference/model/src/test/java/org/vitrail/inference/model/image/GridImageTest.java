package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridImageTest {
  private static final int WHITE = 255;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 2, 1",
    "3, 2, 2",
    "4, 2, 2",
    "5, 3, 2",
    "6, 3, 2",
    "7, 3, 3",
    "8, 3, 3",
    "9, 3, 3",
    "10, 4, 3",
    "36, 6, 6",
    "37, 6, 7"
  })
  void pictures_stand_in_reading_order_with_a_line_between(int count, int columns, int rows) {
    int side = 5;
    List<Pixels> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(plain(side, side, i + 1));
    }

    Pixels grid = GridImage.compose(pictures);

    assertThat(GridImage.layout(pictures)).isEqualTo(new GridImage.Layout(columns, rows));
    assertThat(grid.width()).isEqualTo(columns * side + columns - 1);
    assertThat(grid.height()).isEqualTo(rows * side + rows - 1);
    for (int y = 0; y < grid.height(); y++) {
      for (int x = 0; x < grid.width(); x++) {
        int picture = y / (side + 1) * columns + x / (side + 1);
        boolean line = x % (side + 1) == side || y % (side + 1) == side;
        int expected = line || picture >= count ? WHITE : picture + 1;
        assertThat(at(grid, x, y)).as("%d, %d", x, y).containsOnly(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9, 28, 16, 3, 3",
    "9, 16, 28, 3, 3",
    "9, 32, 16, 2, 5",
    "9, 48, 16, 2, 5",
    "9, 16, 48, 5, 2",
    "4, 28, 16, 2, 2",
    "4, 32, 16, 2, 2",
    "4, 48, 16, 1, 4",
    "4, 16, 48, 4, 1",
    "2, 32, 16, 1, 2",
    "1, 48, 16, 1, 1"
  })
  void pictures_that_are_no_squares_stand_so_that_the_whole_nearly_is_one(
      int count, int width, int height, int columns, int rows) {
    List<Pixels> pictures = Collections.nCopies(count, plain(width, height, 1));

    Pixels grid = GridImage.compose(pictures);

    assertThat(GridImage.layout(pictures)).isEqualTo(new GridImage.Layout(columns, rows));
    assertThat(grid.width()).isEqualTo(columns * (width + 1) - 1);
    assertThat(grid.height()).isEqualTo(rows * (height + 1) - 1);
  }

  @Test
  void a_picture_keeps_its_orientation_and_colors() {
    byte[] rgb = new byte[2 * 3 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    Pixels picture = new Pixels(2, 3, rgb);

    assertThat(GridImage.compose(List.of(picture))).isEqualTo(picture);
    Pixels two = GridImage.compose(List.of(plain(2, 3, 9), picture));
    assertThat(at(two, 3, 0)).containsExactly(0, 1, 2);
    assertThat(at(two, 4, 2)).containsExactly(15, 16, 17);
  }

  @Test
  void the_line_grows_with_the_pictures() {
    Pixels grid = GridImage.compose(List.of(plain(256, 256, 1), plain(256, 256, 2)));

    assertThat(grid.width()).isEqualTo(2 * 256 + 4);
    assertThat(at(grid, 255, 0)).containsOnly(1);
    assertThat(at(grid, 256, 0)).containsOnly(WHITE);
    assertThat(at(grid, 259, 0)).containsOnly(WHITE);
    assertThat(at(grid, 260, 0)).containsOnly(2);
  }

  @Test
  void no_picture_and_pictures_of_several_sizes_make_no_grid() {
    assertThatThrownBy(() -> GridImage.compose(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A grid needs at least one picture.");
    assertThatThrownBy(() -> GridImage.compose(List.of(plain(2, 3, 1), plain(3, 2, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Pictures of one grid differ in size: Pixels[2×3] and Pixels[3×2].");
  }

  private static int[] at(Pixels pixels, int x, int y) {
    int at = (y * pixels.width() + x) * 3;
    return new int[] {
      pixels.rgb()[at] & 0xff, pixels.rgb()[at + 1] & 0xff, pixels.rgb()[at + 2] & 0xff
    };
  }

  private static Pixels plain(int width, int height, int value) {
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) value);
    return new Pixels(width, height, rgb);
  }
}
