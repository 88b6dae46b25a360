package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Bytes as Pillow 12 gives them: {@code resize(…, LANCZOS)}, then {@code crop} to the middle. */
class LanczosScalerTest {
  @Test
  void a_picture_becomes_smaller_or_larger_as_in_pillow() {
    Pixels wide = smooth(200, 90);
    Pixels high = smooth(20, 31);

    assertThat(checksum(LanczosScaler.square(noise(37, 53), 16))).isEqualTo(3_287_720_865L);
    assertThat(checksum(LanczosScaler.square(wide, 32))).isEqualTo(797_334_558L);
    assertThat(checksum(LanczosScaler.square(high, 64))).isEqualTo(1_316_806_830L);
  }

  @Test
  void only_the_middle_of_a_very_wide_picture_is_computed() {
    assertThat(checksum(LanczosScaler.square(smooth(640, 33), 16))).isEqualTo(1_286_311_091L);
    assertThat(LanczosScaler.square(smooth(1 << 20, 1), 128).rgb()).hasSize(3 * 128 * 128);
  }

  @Test
  void a_square_of_that_size_stays_as_it_is() {
    assertThat(LanczosScaler.square(smooth(24, 24), 24)).isEqualTo(smooth(24, 24));
  }

  private static long checksum(Pixels picture) {
    CRC32 crc = new CRC32();
    crc.update(picture.rgb());
    return crc.getValue();
  }

  private static Pixels noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((long) i * i * 7 % 251);
    }
    return new Pixels(width, height, rgb);
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
