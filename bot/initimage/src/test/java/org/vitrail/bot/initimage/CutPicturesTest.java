package org.vitrail.bot.initimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vitrail.bot.initimage.PictureFiles.bytes;
import static org.vitrail.bot.initimage.PictureFiles.gif;
import static org.vitrail.bot.initimage.PictureFiles.join;
import static org.vitrail.bot.initimage.PictureFiles.png;
import static org.vitrail.bot.initimage.PictureFiles.resource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.bot.initimage.InitImageException.Reason;

/** A file of which a part is missing, and one that lacks nothing but its last mark. */
class CutPicturesTest {
  static List<Arguments> cut() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (double part : new double[] {.1, .3, .5, .75, .9, .97}) {
      add(all, "JPEG", jpeg(false), part);
      add(all, "progressive JPEG", jpeg(true), part);
      add(all, "PNG", written("png"), part);
      add(all, "interlaced PNG", png(200, 16, 6, true, 9999, 777, 31000, 60000), part);
      add(all, "GIF", gif(200, 0, 0, 200, 100, 100, 100), part);
      add(all, "lossless WebP", resource("wave.webp"), part);
      add(all, "lossy WebP", resource("lossy-alpha.webp"), part);
      add(all, "animated WebP", Arrays.copyOf(resource("animated.webp"), 5000), part);
    }
    return all;
  }

  private static void add(List<Arguments> all, String name, byte[] file, double part) {
    all.add(
        Arguments.of(name, part, Arrays.copyOf(file, Math.max(30, (int) (file.length * part)))));
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("cut")
  void a_file_that_was_cut_off_is_refused_for_it(String name, double part, byte[] file) {
    assertThatThrownBy(() -> InitImageReader.read(file))
        .isInstanceOfSatisfying(
            InitImageException.class, it -> assertThat(it.reason()).isEqualTo(Reason.CUT));
  }

  static List<Arguments> whole() throws IOException {
    byte[] jpeg = jpeg(false);
    byte[] progressive = jpeg(true);
    byte[] png = written("png");
    byte[] gif = written("gif");
    byte[] odd = resource("palette-2.webp");
    byte[] garbage = new byte[3000];
    new Random(3).nextBytes(garbage);
    return List.of(
        Arguments.of("JPEG without its end", jpeg, Arrays.copyOf(jpeg, jpeg.length - 2)),
        Arguments.of("JPEG with half its end", jpeg, Arrays.copyOf(jpeg, jpeg.length - 1)),
        Arguments.of("JPEG and more", jpeg, join(jpeg, garbage)),
        Arguments.of("JPEG and another", jpeg, join(jpeg, resource("rgb.jpg"))),
        Arguments.of("JPEG, fill and its end", jpeg, join(jpeg, bytes(0xff, 0xff, 0xff, 0xd9))),
        Arguments.of(
            "progressive without its end",
            progressive,
            Arrays.copyOf(progressive, progressive.length - 2)),
        Arguments.of("PNG without its end", png, Arrays.copyOf(png, png.length - 12)),
        Arguments.of("PNG with half its end", png, Arrays.copyOf(png, png.length - 7)),
        Arguments.of("PNG and more", png, join(png, garbage)),
        Arguments.of("GIF without its end", gif, Arrays.copyOf(gif, gif.length - 1)),
        Arguments.of("GIF and more", gif, join(gif, garbage)),
        Arguments.of("WebP and more", odd, join(odd, garbage)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whole")
  void a_file_that_holds_all_its_pixels_is_read(String name, byte[] whole, byte[] file)
      throws Exception {
    assertThat(InitImageReader.read(file)).isEqualTo(InitImageReader.read(whole));
  }

  private static BufferedImage noise() {
    BufferedImage picture = new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(5);
    for (int i = 0; i < 120 * 90; i++) {
      picture.setRGB(i % 120, i / 120, random.nextInt() & 0xf0f0f0);
    }
    return picture;
  }

  private static byte[] written(String format) throws IOException {
    BufferedImage picture = noise();
    if (format.equals("gif")) {
      picture = ImageIO.read(new ByteArrayInputStream(gif(90, 0, 0, 90, 1, 2, 3)));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, format, bytes);
    return bytes.toByteArray();
  }

  private static byte[] jpeg(boolean progressive) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(noise(), null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
