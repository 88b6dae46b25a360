package org.vitrail.inference.model.image.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.image.ArgbPixels;

class WebpFileTest {
  private static final int PLENTY = 1 << 30;

  @Property(tries = 60)
  void pixels_survive(
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height,
      @ForAll @IntRange(min = 1, max = 256) int levels,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    int[] argb = random.ints((long) width * height, 0, levels).map(it -> it * 0x01030507).toArray();
    ArgbPixels picture = new ArgbPixels(width, height, argb);

    assertThat(read(WebpFile.write(picture, "", PLENTY))).isEqualTo(picture);
  }

  @Test
  void a_picture_of_one_colour_survives() throws IOException {
    ArgbPixels picture = new ArgbPixels(300, 5, new int[1500]);

    byte[] webp = WebpFile.write(picture, "", PLENTY);

    assertThat(read(webp)).isEqualTo(picture);
  }

  @Test
  void slopes_with_a_soft_edge_survive_in_few_bytes() throws IOException {
    ArgbPixels picture = disc(512, 0);

    byte[] webp = WebpFile.write(picture, "", PLENTY);

    assertThat(read(webp)).isEqualTo(picture);
    assertThat(webp.length).isLessThan(40_000);
  }

  @Test
  void it_says_who_made_it() {
    byte[] webp = WebpFile.write(disc(8, 0), "1.2", PLENTY);

    String text = new String(webp, StandardCharsets.UTF_8);
    assertThat(text).startsWith("RIFF").contains("WEBPVP8X", "VP8L", "XMP ");
    assertThat(text).contains("trainedAlgorithmicMedia", "Vitrail 1.2");
  }

  @Test
  void colours_lose_as_little_as_brings_a_file_below_what_is_allowed() throws IOException {
    ArgbPixels picture = disc(256, 12);
    int exact = WebpFile.write(picture, "", PLENTY).length;

    byte[] webp = WebpFile.write(picture, "", exact - 1);

    ArgbPixels coarse = read(webp);
    assertThat(webp.length).isLessThan(exact);
    for (int i = 0; i < picture.argb().length; i++) {
      assertThat(coarse.argb()[i] >>> 24).isEqualTo(picture.argb()[i] >>> 24);
      assertThat(Math.abs((coarse.argb()[i] & 255) - (picture.argb()[i] & 255))).isLessThan(2);
    }
  }

  @Test
  void a_picture_that_the_format_has_no_room_for_is_refused() {
    ArgbPixels wide = new ArgbPixels(16_385, 1, new int[16_385]);

    assertThatThrownBy(() -> WebpFile.write(wide, "", PLENTY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16384");
  }

  /** Opaque in the middle, with a slope of colours and some noise. */
  private static ArgbPixels disc(int side, int noise) {
    Random random = new Random(5);
    int[] argb = new int[side * side];
    for (int i = 0; i < argb.length; i++) {
      double far = Math.hypot(i % side - side / 2., i / side - side / 2.);
      int alpha = (int) Math.max(0, Math.min(255, 40 * (side / 2.5 - far)));
      int level = 100 + 100 * (i % side) / side + (noise > 0 ? random.nextInt(noise) : 0);
      argb[i] = alpha == 0 ? 0 : alpha << 24 | level << 16 | 80 << 8 | 255 - level;
    }
    return new ArgbPixels(side, side, argb);
  }

  private static ArgbPixels read(byte[] webp) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(webp));
    int width = image.getWidth();
    int height = image.getHeight();
    return new ArgbPixels(width, height, image.getRGB(0, 0, width, height, null, 0, width));
  }
}
