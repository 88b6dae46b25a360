package org.vitrail.bot.initimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.initimage.InitImageException.Reason;

class InitImageReaderTest {
  /** 16 by 16 pixels of pure red, lossless WebP. */
  private static final String WEBP = "UklGRhwAAABXRUJQVlA4TA8AAAAvD8ADAAcQ/Y/+ByKi/wEA";

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void the_middle_square_of_a_picture_is_taken(String format) throws Exception {
    BufferedImage picture = new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB);
    fill(picture, 0, 0, 300, 100, Color.RED);
    fill(picture, 100, 0, 100, 100, Color.GREEN);

    BufferedImage read = read(file(picture, format));

    assertThat(read.getWidth()).isEqualTo(100);
    assertThat(read.getHeight()).isEqualTo(100);
    assertThat(isNear(read.getRGB(3, 50), Color.GREEN)).isTrue();
    assertThat(isNear(read.getRGB(97, 50), Color.GREEN)).isTrue();
  }

  @Test
  void a_large_picture_becomes_512_pixels_wide_and_a_small_one_stays_small() throws Exception {
    BufferedImage large = new BufferedImage(3000, 2000, BufferedImage.TYPE_INT_RGB);

    assertThat(read(file(large, "jpg")).getWidth()).isEqualTo(512);
    assertThat(read(file(new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB), "png")).getWidth())
        .isEqualTo(20);
  }

  @Test
  void what_is_transparent_becomes_white() throws Exception {
    BufferedImage clear = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);

    assertThat(read(file(clear, "png")).getRGB(5, 5)).isEqualTo(Color.WHITE.getRGB());
  }

  /** A picture whose upper left corner is red as the sensor saw it; where it belongs is known. */
  @ParameterizedTest
  @CsvSource({"1,0,0", "2,1,0", "3,1,1", "4,0,1", "5,0,0", "6,1,0", "7,1,1", "8,0,1"})
  void a_picture_stands_upright(int orientation, int right, int below) throws Exception {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    fill(picture, 0, 0, 32, 32, Color.RED);

    BufferedImage read = read(withOrientation(file(picture, "jpg"), orientation));

    for (int x = 0; x < 2; x++) {
      for (int y = 0; y < 2; y++) {
        boolean red = isNear(read.getRGB(16 + 32 * x, 16 + 32 * y), Color.RED);
        assertThat(red).as("%d,%d", x, y).isEqualTo(x == right && y == below);
      }
    }
  }

  /** 5 to 8 exchange width and height: the upper right corner tells them from 1 to 4. */
  @ParameterizedTest
  @CsvSource({"5,0,1", "6,1,1", "7,1,0", "8,0,0"})
  void a_picture_on_its_side_is_turned_the_right_way(int orientation, int right, int below)
      throws Exception {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    fill(picture, 32, 0, 32, 32, Color.RED);

    BufferedImage read = read(withOrientation(file(picture, "jpg"), orientation));

    assertThat(isNear(read.getRGB(16 + 32 * right, 16 + 32 * below), Color.RED)).isTrue();
  }

  @Test
  void nothing_but_pixels_is_kept() throws Exception {
    byte[] file = withOrientation(file(new BufferedImage(64, 64, 1), "jpg"), 1);
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).contains("Exif");

    String kept = new String(InitImageReader.read(file).png(), StandardCharsets.ISO_8859_1);

    assertThat(kept).doesNotContain("Exif").doesNotContain("eXIf").doesNotContain("tEXt");
  }

  @Test
  void webp_is_read() throws Exception {
    BufferedImage read = read(Base64.getDecoder().decode(WEBP));

    assertThat(read.getWidth()).isEqualTo(16);
    assertThat(isNear(read.getRGB(8, 8), Color.RED)).isTrue();
  }

  @Test
  void other_files_are_refused_whatever_they_are_called() throws IOException {
    assertRefused("<svg/>".getBytes(StandardCharsets.UTF_8), Reason.TYPE);
    assertRefused(new byte[0], Reason.TYPE);
    assertRefused(file(new BufferedImage(64, 64, 1), "bmp"), Reason.TYPE);
    assertRefused(new byte[InitImageReader.MAX_BYTES + 1], Reason.FILE_LARGE);
  }

  /** The rule that decided is named, with the values that it was held against. */
  @ParameterizedTest
  @CsvSource({
    "8, 100, SIDE_SHORT, 16",
    "100, 15, SIDE_SHORT, 16",
    "60000, 20, SIDE_LONG, 12000",
    "20, 12001, SIDE_LONG, 12000",
    "2147483647, 2147483647, SIDE_LONG, 12000",
    "9248, 6936, MEGAPIXELS, 64.2",
    "11000, 11000, MEGAPIXELS, 121.0",
    "5000, 10001, MEGAPIXELS, 50.1",
  })
  void a_picture_of_a_size_that_is_not_allowed_is_refused_before_it_is_decoded(
      int width, int height, Reason reason, String value) throws IOException {
    byte[] file = pngThatSays(width, height);

    assertThatThrownBy(() -> InitImageReader.read(file))
        .isInstanceOfSatisfying(
            InitImageException.class,
            it -> {
              assertThat(it.reason()).isEqualTo(reason);
              assertThat(it.values()).startsWith(width, height);
              assertThat(it.values()[2]).hasToString(value);
            });
  }

  private static void assertRefused(byte[] file, Reason reason) {
    assertThatThrownBy(() -> InitImageReader.read(file))
        .isInstanceOfSatisfying(
            InitImageException.class, it -> assertThat(it.reason()).isEqualTo(reason));
  }

  private static BufferedImage read(byte[] file) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(InitImageReader.read(file).png()));
  }

  private static void fill(
      BufferedImage picture, int x, int y, int width, int height, Color color) {
    Graphics2D canvas = picture.createGraphics();
    canvas.setColor(color);
    canvas.fillRect(x, y, width, height);
    canvas.dispose();
  }

  private static boolean isNear(int rgb, Color color) {
    Color seen = new Color(rgb);
    return Math.abs(seen.getRed() - color.getRed()) < 40
        && Math.abs(seen.getGreen() - color.getGreen()) < 40
        && Math.abs(seen.getBlue() - color.getBlue()) < 40;
  }

  private static byte[] file(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, format, bytes);
    return bytes.toByteArray();
  }

  /** A JPEG with an APP1 segment that holds one EXIF entry. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1)
        .putShort((short) 34)
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
    exif.putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    ByteBuffer all = ByteBuffer.allocate(jpeg.length + exif.position());
    all.put(jpeg, 0, 2).put(exif.array(), 0, exif.position()).put(jpeg, 2, jpeg.length - 2);
    return all.array();
  }

  private static byte[] pngThatSays(int width, int height) throws IOException {
    byte[] png = file(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png");
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    return png;
  }
}
