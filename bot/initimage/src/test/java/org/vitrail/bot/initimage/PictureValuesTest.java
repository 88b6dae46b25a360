package org.vitrail.bot.initimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.initimage.PictureFiles.adobeRgb;
import static org.vitrail.bot.initimage.PictureFiles.ascii;
import static org.vitrail.bot.initimage.PictureFiles.bytes;
import static org.vitrail.bot.initimage.PictureFiles.canvas;
import static org.vitrail.bot.initimage.PictureFiles.chunk;
import static org.vitrail.bot.initimage.PictureFiles.deflated;
import static org.vitrail.bot.initimage.PictureFiles.gif;
import static org.vitrail.bot.initimage.PictureFiles.join;
import static org.vitrail.bot.initimage.PictureFiles.onlyChunk;
import static org.vitrail.bot.initimage.PictureFiles.png;
import static org.vitrail.bot.initimage.PictureFiles.profile;
import static org.vitrail.bot.initimage.PictureFiles.resource;
import static org.vitrail.bot.initimage.PictureFiles.segment;
import static org.vitrail.bot.initimage.PictureFiles.webp;
import static org.vitrail.bot.initimage.PictureFiles.webpChunk;
import static org.vitrail.bot.initimage.PictureFiles.withSegments;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a value in a file becomes: the same value, whatever the format and the way it is kept. */
class PictureValuesTest {
  private static final int HALF_OVER_WHITE = 177;
  private static final byte[] PALETTE = chunk("PLTE", bytes(0, 0, 0, 100, 100, 100, 255, 255, 255));

  static List<Arguments> greys() {
    List<Arguments> all = new ArrayList<>();
    for (boolean interlaced : new boolean[] {false, true}) {
      String kind = interlaced ? "interlaced PNG, " : "PNG, ";
      all.add(of(kind + "grey", png(24, 8, 0, interlaced, 100), 100));
      all.add(of(kind + "grey 16 bit", png(24, 16, 0, interlaced, 100 * 257), 100));
      all.add(of(kind + "grey 16 bit, rounded", png(24, 16, 0, interlaced, 25_600), 100));
      all.add(of(kind + "grey and alpha", png(24, 8, 4, interlaced, 100, 255), 100));
      all.add(of(kind + "half grey", png(24, 8, 4, interlaced, 100, 128), HALF_OVER_WHITE));
      all.add(of(kind + "half grey 16 bit", png(24, 16, 4, interlaced, 25700, 32896), 177));
      all.add(of(kind + "RGB", png(24, 8, 2, interlaced, 100, 100, 100), 100));
      all.add(of(kind + "RGB 16 bit", png(24, 16, 2, interlaced, 25700, 25700, 25700), 100));
      all.add(of(kind + "RGBA", png(24, 8, 6, interlaced, 100, 100, 100, 128), 177));
      all.add(
          of(kind + "RGBA 16 bit", png(24, 16, 6, interlaced, 25700, 25700, 25700, 65535), 100));
      for (int depth = 1; depth <= 8; depth *= 2) {
        all.add(
            of(
                kind + "palette at " + depth,
                png(24, 24, depth, 3, interlaced, List.of(PALETTE), 1),
                100));
      }
    }
    all.add(of("PNG, 1 bit black", png(24, 1, 0, false, 0), 0));
    all.add(of("PNG, 1 bit white", png(24, 1, 0, false, 1), 255));
    all.add(of("PNG, 2 bit", png(24, 2, 0, false, 1), 85));
    all.add(of("PNG, 4 bit", png(24, 4, 0, false, 6), 102));
    byte[] clear = chunk("tRNS", bytes(0, 128));
    all.add(of("PNG, half palette", png(24, 24, 8, 3, false, List.of(PALETTE, clear), 1), 177));
    byte[] clearGrey = chunk("tRNS", bytes(0, 100));
    all.add(of("PNG, clear grey", png(24, 24, 8, 0, false, List.of(clearGrey), 100), 255));
    all.add(of("PNG, other clear grey", png(24, 24, 8, 0, false, List.of(clearGrey), 101), 101));
    byte[] clearRgb = chunk("tRNS", bytes(0, 100, 0, 100, 0, 100));
    all.add(of("PNG, clear RGB", png(24, 24, 8, 2, false, List.of(clearRgb), 100, 100, 100), 255));
    byte[] gamma = chunk("gAMA", bytes(0, 1, 0x86, 0xa0));
    all.add(of("PNG, told to be linear", png(24, 24, 8, 0, false, List.of(gamma), 100), 100));
    byte[] greyProfile = join(ascii("x\0\0"), deflated(profile("GRAY", 2.2, new double[9])));
    all.add(
        of(
            "PNG, grey profile",
            png(24, 24, 8, 0, false, List.of(chunk("iCCP", greyProfile)), 100),
            100));
    for (String name :
        List.of("grey.jpg", "rgb.jpg", "progressive.jpg", "cmyk.jpg", "ycck.jpg", "lossy.webp")) {
      all.add(of(name, resource(name), 100));
    }
    all.add(of("lossless.webp", resource("lossless.webp"), 100));
    all.add(of("lossy-alpha.webp", resource("lossy-alpha.webp"), HALF_OVER_WHITE));
    all.add(
        of("JPEG, grey profile", withProfile("grey.jpg", profile("GRAY", 1, new double[9])), 100));
    all.add(of("JPEG, Adobe RGB", withProfile("rgb.jpg", adobeRgb()), 100));
    all.add(of("GIF", gif(24, 0, 0, 24, 100, 100, 100), 100));
    return all;
  }

  private static Arguments of(String name, byte[] file, int expected) {
    return Arguments.of(name, file, expected);
  }

  private static byte[] withProfile(String jpeg, byte[] icc) {
    return withSegments(
        resource(jpeg), segment(0xe2, join(ascii("ICC_PROFILE\0"), bytes(1, 1), icc)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("greys")
  void a_grey_keeps_its_value(String name, byte[] file, int expected) throws Exception {
    BufferedImage read = read(file);

    assertThat(read.getWidth()).isEqualTo(24);
    for (int corner : new int[] {0, 11, 23}) {
      int rgb = read.getRGB(corner, 23 - corner);
      assertThat(rgb >> 16 & 0xff).isCloseTo(expected, Offset.offset(1));
      assertThat(rgb >> 8 & 0xff).isCloseTo(expected, Offset.offset(1));
      assertThat(rgb & 0xff).isCloseTo(expected, Offset.offset(1));
    }
  }

  /** Wide colours look dull where their profile is not looked at. */
  @Test
  void colours_are_converted_by_the_profile_of_camera_or_screen() throws Exception {
    byte[] icc = adobeRgb();
    byte[] inPng =
        png(
            24,
            24,
            8,
            2,
            false,
            List.of(chunk("iCCP", join(ascii("Adobe RGB\0\0"), deflated(icc)))),
            150,
            100,
            60);
    byte[] inWebp =
        webp(canvas(0x20, 24, 24), webpChunk("ICCP", icc), onlyChunk(lossless(150, 100, 60)));

    // By LittleCMS, relative colorimetric.
    for (byte[] file : List.of(inPng, inWebp)) {
      int rgb = read(file).getRGB(5, 5);
      assertThat(rgb >> 16 & 0xff).isCloseTo(167, Offset.offset(2));
      assertThat(rgb >> 8 & 0xff).isCloseTo(100, Offset.offset(2));
      assertThat(rgb & 0xff).isCloseTo(55, Offset.offset(2));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wave",
        "wave-fast",
        "alpha",
        "palette-2",
        "palette-4",
        "palette-16",
        "palette-60",
        "repeated"
      })
  void lossless_webp_has_the_pixels_of_the_same_picture_in_png(String name) throws Exception {
    assertThat(InitImageReader.read(resource(name + ".webp")))
        .isEqualTo(InitImageReader.read(resource(name + ".png")));
  }

  @Test
  void of_an_animation_the_first_picture_is_taken() throws Exception {
    assertThat(InitImageReader.read(resource("animated.webp")))
        .isEqualTo(InitImageReader.read(resource("alpha.png")));
  }

  @Test
  void a_frame_smaller_than_its_canvas_stands_where_it_belongs() throws Exception {
    BufferedImage read = read(gif(40, 20, 10, 18, 100, 0, 0));

    assertThat(read.getWidth()).isEqualTo(40);
    assertThat(read.getRGB(20, 10)).isEqualTo(0xff640000);
    assertThat(read.getRGB(37, 27)).isEqualTo(0xff640000);
    assertThat(read.getRGB(19, 10)).isEqualTo(0xffffffff);
    assertThat(read.getRGB(20, 28)).isEqualTo(0xffffffff);
  }

  @Test
  void a_large_picture_is_averaged_over_the_area_of_each_pixel() throws Exception {
    // 768 becomes 512: three pixels make two, so stripes of three become stripes of two.
    BufferedImage stripes = new BufferedImage(768, 768, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 768; x++) {
      for (int y = 0; y < 768; y++) {
        stripes.setRGB(x, y, x % 3 == 0 ? 0xffffff : 0);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(stripes, "png", file);

    BufferedImage read = read(file.toByteArray());

    for (int x = 0; x < 512; x++) {
      assertThat(read.getRGB(x, 100) & 0xff).isEqualTo(x % 2 == 0 ? 170 : 0);
    }
  }

  private static byte[] lossless(int red, int green, int blue) {
    PictureFiles.BitWriter bits = new PictureFiles.BitWriter();
    bits.write(0x2f, 8).write(23, 14).write(23, 14).write(0, 4);
    bits.write(0, 3);
    for (int value : new int[] {green, red, blue, 255}) {
      bits.write(1, 1).write(0, 1).write(1, 1).write(value, 8);
    }
    bits.write(1, 1).write(0, 3);
    return webp(webpChunk("VP8L", bits.bytes()));
  }

  private static BufferedImage read(byte[] file) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(InitImageReader.read(file).png()));
  }
}
