package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.image.Pixels;

class ColourfulnessTest {
  private static final Pixels RED_AND_GREY =
      new Pixels(2, 1, new byte[] {(byte) 240, 40, 40, 90, 90, 90});

  @Test
  void greys_have_none_and_pure_colours_have_all() {
    assertThat(Colourfulness.of(new Pixels(1, 1, new byte[] {77, 77, 77}))).isZero();
    assertThat(Colourfulness.of(new Pixels(1, 1, new byte[] {0, (byte) 255, 0}))).isEqualTo(255);
    assertThat(Colourfulness.of(RED_AND_GREY)).isEqualTo(100);
  }

  @Test
  void a_picture_that_is_too_colourful_keeps_its_brightness_and_its_greys() {
    Pixels held = Colourfulness.atMost(50, RED_AND_GREY);

    assertThat(Colourfulness.of(held)).isCloseTo(50, within(1f));
    assertThat(brightness(held)).isCloseTo(brightness(RED_AND_GREY), within(1.0));
    assertThat(held.part(1, 0, 1, 1).rgb()).containsExactly(90, 90, 90);
  }

  @Test
  void a_picture_that_is_not_is_left_as_it_is() {
    assertThat(Colourfulness.atMost(100, RED_AND_GREY)).isSameAs(RED_AND_GREY);
  }

  private static double brightness(Pixels picture) {
    byte[] rgb = picture.rgb();
    return .299 * (rgb[0] & 255) + .587 * (rgb[1] & 255) + .114 * (rgb[2] & 255);
  }
}
