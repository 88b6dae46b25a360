package org.vitrail.inference.model.sticker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.sticker.CannotCutException.Reason;

class StickerCutterTest {
  private static final int SIDE = 256;
  private static final int WHITE = 0xffffff;
  private static final int RED = 0xd02010;

  /** The colour of a place. */
  private interface Scene {
    int at(double x, double y);
  }

  @ParameterizedTest
  @ValueSource(ints = {WHITE, 0x30a040, 0x000000})
  void a_disc_is_cut_out_of_any_colour(int background) throws CannotCutException {
    ArgbPixels cut = StickerCutter.cutOut(drawn(disc(RED, background, 80)));

    assertThat(cut.alpha(128, 128)).isEqualTo(255);
    assertThat(cut.alpha(4, 4)).isZero();
    double area = IntStream.of(cut.argb()).mapToLong(pixel -> pixel >>> 24).sum() / 255.;
    assertThat(area / (Math.PI * 80 * 80)).isBetween(.97, 1.02);
  }

  @Test
  void nothing_of_the_background_is_left_along_a_soft_edge() throws CannotCutException {
    ArgbPixels cut = StickerCutter.cutOut(drawn(disc(RED, WHITE, 80)));

    int soft = 0;
    for (int pixel : cut.argb()) {
      int alpha = pixel >>> 24;
      soft += alpha > 0 && alpha < 255 ? 1 : 0;
      if (alpha >= 100) {
        assertThat(pixel & 0xff).as("blue of %08x, which is white's", pixel).isLessThan(60);
      }
    }
    assertThat(soft).isGreaterThan(300);
  }

  @Test
  void what_is_white_inside_stays() throws CannotCutException {
    Scene eye = (x, y) -> Math.hypot(x - 128, y - 110) < 20 ? WHITE : disc(RED, WHITE, 80).at(x, y);

    ArgbPixels cut = StickerCutter.cutOut(drawn(eye));

    assertThat(cut.argb()[110 * SIDE + 128]).isEqualTo(0xffffffff);
    assertThat(cut.alpha(2, 2)).isZero();
  }

  @Test
  void the_background_does_not_leak_through_a_narrow_gap() throws CannotCutException {
    Scene ring =
        (x, y) -> {
          double far = Math.hypot(x - 128, y - 128);
          return far > 70 && far < 80 && !(x > 128 && Math.abs(y - 128) < 1) ? RED : WHITE;
        };

    ArgbPixels cut = StickerCutter.cutOut(drawn(ring));

    assertThat(cut.alpha(128, 128)).isEqualTo(255);
    assertThat(cut.alpha(2, 2)).isZero();
  }

  @Test
  void a_sky_that_changes_evenly_is_a_background() throws CannotCutException {
    Scene sky = (x, y) -> disc(RED, (int) (60 + y / 3) << 16 | 0x9000 | 0xf0, 60).at(x, y);

    ArgbPixels cut = StickerCutter.cutOut(drawn(sky));

    assertThat(cut.alpha(128, 128)).isEqualTo(255);
    assertThat(cut.alpha(128, 8)).isZero();
    assertThat(cut.alpha(128, 248)).isZero();
  }

  @Test
  void dirt_beside_the_thing_is_wiped_away() throws CannotCutException {
    Scene dirty =
        (x, y) -> Math.hypot(x - 20, y - 20) < 4 ? 0x101010 : disc(RED, WHITE, 70).at(x, y);

    ArgbPixels cut = StickerCutter.cutOut(drawn(dirty));

    assertThat(cut.alpha(20, 20)).isZero();
    assertThat(cut.alpha(128, 128)).isEqualTo(255);
  }

  @Test
  void a_sticker_is_512_pixels_on_its_longer_side_with_air_around_the_thing()
      throws CannotCutException {
    Scene wide = (x, y) -> Math.abs(x - 128) < 90 && Math.abs(y - 100) < 30 ? RED : WHITE;

    ArgbPixels sticker = StickerCutter.sticker(drawn(wide));

    assertThat(sticker.width()).isEqualTo(512);
    assertThat(sticker.height()).isBetween(170, 200);
    for (int x = 0; x < sticker.width(); x++) {
      assertThat(sticker.alpha(x, 0)).isZero();
      assertThat(sticker.alpha(x, sticker.height() - 1)).isZero();
    }
    assertThat(sticker.argb()[sticker.height() / 2 * 512 + 256]).isEqualTo(0xff000000 | RED);
  }

  @Test
  void an_edge_in_coarse_steps_is_evened_out() throws CannotCutException {
    Scene disc = disc(RED, WHITE, 80);
    ArgbPixels coarse =
        StickerCutter.cutOut(
            drawn((x, y) -> disc.at(Math.floor(x / 4) * 4 + 2, Math.floor(y / 4) * 4 + 2)));

    ArgbPixels smooth = EdgeSmoothing.of(coarse);

    double before = 0;
    double after = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double depth = 80 - Math.hypot(x + .5 - 128, y + .5 - 128);
        double ideal = 255 * Math.min(1, Math.max(0, depth + .5));
        before += Math.abs(coarse.alpha(x, y) - ideal);
        after += Math.abs(smooth.alpha(x, y) - ideal);
        if (depth > 6) {
          assertThat(smooth.alpha(x, y)).isEqualTo(255);
        }
      }
    }
    assertThat(after).isLessThan(.8 * before);
  }

  @Test
  void a_picture_of_one_colour_has_nothing_to_cut_out() {
    assertThat(refusal(drawn((x, y) -> 0xe0e0ff))).isEqualTo(Reason.NOTHING_IN_FRONT);
  }

  @Test
  void a_picture_full_of_colours_has_no_background() {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    new Random(3).nextBytes(rgb);

    assertThat(refusal(new Pixels(SIDE, SIDE, rgb))).isEqualTo(Reason.NO_BACKGROUND);
  }

  private static Reason refusal(Pixels picture) {
    return catchThrowableOfType(CannotCutException.class, () -> StickerCutter.sticker(picture))
        .reason();
  }

  private static Scene disc(int inside, int outside, double radius) {
    return (x, y) -> Math.hypot(x - 128, y - 128) < radius ? inside : outside;
  }

  /** Each pixel is the mean of 64 points, as a camera would see the scene. */
  private static Pixels drawn(Scene scene) {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int at = 0; at < SIDE * SIDE; at++) {
      int[] sums = new int[3];
      for (int point = 0; point < 64; point++) {
        int color = scene.at(at % SIDE + point % 8 / 8., at / SIDE + point / 8 / 8.);
        for (int channel = 0; channel < 3; channel++) {
          sums[channel] += color >> 16 - 8 * channel & 255;
        }
      }
      for (int channel = 0; channel < 3; channel++) {
        rgb[3 * at + channel] = (byte) ((sums[channel] + 32) / 64);
      }
    }
    return new Pixels(SIDE, SIDE, rgb);
  }
}
