package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AiLabelTest {
  private static final int GREY = 100;

  @ParameterizedTest
  @ValueSource(ints = {58, 64, 127, 256, 512, 1024, 2000})
  void the_label_stands_in_the_lower_right_corner_and_covers_at_most_three_percent(int side) {
    Pixels picture = plain(side, side);

    Pixels labelled = AiLabel.on(picture);

    int changed = 0;
    Set<Integer> colors = new HashSet<>();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int value = labelled.rgb()[(y * side + x) * 3] & 0xff;
        if (value != GREY) {
          changed++;
          colors.add(value);
          assertThat(x).isGreaterThanOrEqualTo(side * 3 / 4);
          assertThat(y).isGreaterThanOrEqualTo(side * 3 / 4);
        }
      }
    }
    assertThat(colors).containsExactlyInAnyOrder(0, 255);
    assertThat(changed).isBetween(1, side * side * 3 / 100);
    assertThat(picture).isEqualTo(plain(side, side));
    assertThat(AiLabel.on(picture)).isEqualTo(labelled);
  }

  @Test
  void the_letters_can_be_read() {
    Pixels labelled = AiLabel.on(plain(64, 64));

    StringBuilder seen = new StringBuilder();
    for (int y = 64 - 9; y < 64; y++) {
      for (int x = 64 - 11; x < 64; x++) {
        seen.append(labelled.rgb()[(y * 64 + x) * 3] == 0 ? '#' : ' ');
      }
      seen.append('\n');
    }
    assertThat(seen.toString().lines().map(String::stripTrailing))
        .containsExactly(
            "",
            "  ##   ###",
            " #  #   #",
            " #  #   #",
            " ####   #",
            " #  #   #",
            " #  #   #",
            " #  #  ###",
            "");
  }

  @Test
  void a_grids_label_is_as_large_as_that_of_one_of_its_pictures() {
    Pixels grid = GridImage.compose(List.of(plain(256, 256), plain(256, 256)));
    Pixels one = AiLabel.on(plain(256, 256));

    Pixels labelled = AiLabel.on(grid, new GridImage.Layout(2, 1));

    for (int y = 0; y < 256; y++) {
      int at = (y * grid.width() + grid.width() - 256) * 3;
      assertThat(Arrays.copyOfRange(labelled.rgb(), at, at + 256 * 3))
          .isEqualTo(Arrays.copyOfRange(one.rgb(), y * 256 * 3, (y + 1) * 256 * 3));
    }
  }

  @Test
  void on_an_enlarged_picture_the_label_covers_the_one_that_was_enlarged_with_it() {
    int dotBefore = 256 / 58 * 4;
    int dotAfter = 1024 / 58;

    assertThat(dotAfter).isGreaterThanOrEqualTo(dotBefore);
  }

  @Test
  void a_picture_too_small_for_letters_stays_as_it_is() {
    assertThat(AiLabel.on(plain(57, 57))).isEqualTo(plain(57, 57));
  }

  private static Pixels plain(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) GREY);
    return new Pixels(width, height, rgb);
  }
}
