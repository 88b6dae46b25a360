package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PixelScalerTest {
  /** The left half is dark, the right half light; the upper and lower quarter are marked. */
  private static final Pixels PICTURE = picture();

  private static Pixels picture() {
    byte[] rgb = new byte[3 * 8 * 8];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int at = 3 * (8 * y + x);
        rgb[at] = (byte) (x < 4 ? 40 : 200);
        rgb[at + 1] = (byte) (y < 2 || y > 5 ? 90 : 0);
      }
    }
    return new Pixels(8, 8, rgb);
  }

  @Test
  void another_shape_is_covered_by_the_middle_of_a_picture_that_is_not_distorted() {
    Pixels wide = PixelScaler.cover(PICTURE, 16, 8);
    Pixels high = PixelScaler.cover(PICTURE, 2, 4);

    assertThat(wide.width()).isEqualTo(16);
    assertThat(wide.height()).isEqualTo(8);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 16; x++) {
        assertThat(wide.rgb()[3 * (16 * y + x)] & 255).isEqualTo(x < 8 ? 40 : 200);
        assertThat(wide.rgb()[3 * (16 * y + x) + 1]).as("the upper and lower quarter").isZero();
      }
    }
    assertThat(high.rgb()[0] & 255).isEqualTo(40);
    assertThat(high.rgb()[1] & 255).isEqualTo(90);
    assertThat(high.rgb()[3] & 255).isEqualTo(200);
    assertThat(high.rgb()[3 * 2 + 1]).isZero();
  }

  @Test
  void a_wide_picture_is_squeezed_into_a_square_with_all_that_it_shows() {
    Pixels wide = PixelScaler.scale(PICTURE, 16, 8);

    assertThat(PixelScaler.squeezed(wide)).isEqualTo(PICTURE);
    assertThat(PixelScaler.squeezed(PICTURE)).isSameAs(PICTURE);
  }

  @Test
  void a_picture_of_the_same_shape_is_only_scaled() {
    assertThat(PixelScaler.cover(PICTURE, 8, 8)).isEqualTo(PICTURE);
    assertThat(PixelScaler.cover(PICTURE, 4, 4)).isEqualTo(PixelScaler.scale(PICTURE, 4, 4));
  }
}
