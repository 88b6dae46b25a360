package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelsTest {
  @ParameterizedTest
  @CsvSource({"2, 3, 17", "2, 3, 19", "2, 3, 0", "46341, 46341, 12", "65536, 65536, 0"})
  void bytes_fill_width_and_height(int width, int height, int byteCount) {
    long needed = 3L * width * height;

    assertThatThrownBy(() -> new Pixels(width, height, new byte[byteCount]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A picture of %d×%d needs %d bytes, not %d."
                .formatted(width, height, needed, byteCount));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0, 5, 0", "5, 0, 0", "-1, -1, 3", "-2147483648, 2, 0"})
  void a_picture_has_at_least_one_pixel(int width, int height, int byteCount) {
    assertThatThrownBy(() -> new Pixels(width, height, new byte[byteCount]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A picture of %d×%d has no pixels.".formatted(width, height));
  }

  @Test
  void equal_pictures_have_the_same_size_and_bytes() {
    Pixels picture = new Pixels(2, 1, new byte[] {1, 2, 3, 4, 5, 6});

    assertThat(new Pixels(2, 1, new byte[] {1, 2, 3, 4, 5, 6}))
        .isEqualTo(picture)
        .hasSameHashCodeAs(picture)
        .hasToString("Pixels[2×1]");
    assertThat(new Pixels(1, 2, new byte[] {1, 2, 3, 4, 5, 6})).isNotEqualTo(picture);
    assertThat(new Pixels(2, 1, new byte[] {1, 2, 3, 4, 5, 7})).isNotEqualTo(picture);
    assertThat(picture).isNotEqualTo(null).isNotEqualTo("Pixels[2×1]");
  }
}
