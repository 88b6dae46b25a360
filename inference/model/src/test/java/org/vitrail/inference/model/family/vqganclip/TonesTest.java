package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.image.Pixels;

class TonesTest {
  private static final Pixels RED_AND_GREY =
      new Pixels(2, 1, new byte[] {(byte) 240, 40, 40, 100, 100, 100});

  @Test
  void greys_have_no_colour_and_a_single_shade_no_contrast() {
    Tones extremes =
        Tones.of(new Pixels(2, 1, new byte[] {0, 0, 0, (byte) 255, (byte) 255, (byte) 255}));

    assertThat(extremes.colour()).isZero();
    assertThat(extremes.contrast()).isCloseTo(127.5f, within(.01f));
    assertThat(Tones.of(new Pixels(1, 1, new byte[] {0, (byte) 255, 0})))
        .isEqualTo(new Tones(255, 0));
  }

  @Test
  void a_picture_that_is_too_colourful_keeps_its_brightness_and_its_greys() {
    Pixels held = new Tones(50, 127).hold(RED_AND_GREY);

    assertThat(Tones.of(RED_AND_GREY).colour()).isEqualTo(100);
    assertThat(Tones.of(held).colour()).isCloseTo(50, within(1f));
    assertThat(held.part(1, 0, 1, 1).rgb()).containsExactly(100, 100, 100);
  }

  @Test
  void a_picture_of_too_much_contrast_comes_nearer_to_its_own_brightness() {
    Pixels glaring = new Pixels(2, 1, new byte[] {20, 20, 20, (byte) 220, (byte) 220, (byte) 220});

    assertThat(new Tones(48, 50).hold(glaring).rgb()).containsExactly(70, 70, 70, 170, 170, 170);
  }

  @Test
  void a_picture_that_is_neither_is_left_as_it_is() {
    assertThat(new Tones(100, 20).hold(RED_AND_GREY)).isSameAs(RED_AND_GREY);
  }
}
