package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Descent.Zoom;
import org.vitrail.inference.model.image.Pixels;

/**
 * Bytes as {@code zoom_at} and {@code gradient_3d} of nerdyrodent's generate.py, and Pillow's
 * {@code ImageChops.offset}, give them.
 */
class PictureMoverTest {
  @Test
  void a_picture_is_zoomed_and_shifted_as_in_the_notebook() {
    assertThat(moved(40, 24, new Zoom(.97f, 0, 0))).isEqualTo(381_181_413L);
    assertThat(moved(40, 24, new Zoom(1.1f, 3, -5))).isEqualTo(3_036_332_849L);
    assertThat(moved(33, 50, new Zoom(.9f, -4, 60))).isEqualTo(2_757_067_497L);
    assertThat(moved(40, 24, new Zoom(1, 7, 0))).isEqualTo(910_352_385L);
  }

  @Test
  void a_gradient_rises_as_in_the_notebook() {
    Pixels gradient = NoisePictures.gradient(40, 24, 200, new int[] {90, 254, 17});

    assertThat(checksum(gradient)).isEqualTo(2_041_966_158L);
  }

  private static long moved(int width, int height, Zoom zoom) {
    return checksum(PictureMover.moved(smooth(width, height), zoom));
  }

  private static long checksum(Pixels picture) {
    CRC32 crc = new CRC32();
    crc.update(picture.rgb());
    return crc.getValue();
  }

  private static Pixels smooth(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[at++] = (byte) (x * 5 + y * 3);
        rgb[at++] = (byte) (x * y);
        rgb[at++] = (byte) (x * x / 7 + y);
      }
    }
    return new Pixels(width, height, rgb);
  }
}
