package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vitrail sticker}. */
class StickerCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_picture_becomes_a_webp_beside_it_and_a_png_where_that_is_asked_for() throws IOException {
    String picture = picture(Color.RED);
    Path png = folder.resolve("cut.png");

    assertThat(run("sticker", picture)).isZero();
    assertThat(run("sticker", picture, "--out", png.toString())).isZero();

    for (Path file : new Path[] {folder.resolve("disc.webp"), png}) {
      BufferedImage sticker = ImageIO.read(file.toFile());
      assertThat(sticker.getWidth()).as(file.toString()).isEqualTo(512);
      assertThat(sticker.getRGB(0, 0) >>> 24).isZero();
      assertThat(sticker.getRGB(256, 256)).isEqualTo(Color.RED.getRGB());
    }
    assertThat(Files.readString(folder.resolve("disc.webp"), StandardCharsets.ISO_8859_1))
        .startsWith("RIFF");
    assertThat(out.toString()).contains("disc.webp  (", "kB)");
  }

  @Test
  void what_shows_nothing_fails_with_a_sentence() throws IOException {
    assertThat(run("sticker", picture(Color.WHITE))).isEqualTo(1);
    assertThat(err.toString()).contains("disc.png", "on a white background");
  }

  @Test
  void a_thing_is_cut_out_of_many_colours_once_the_network_for_it_was_pulled() throws IOException {
    String picture = inFrontOfManyColours();
    assertThat(run("sticker", picture)).isEqualTo(1);
    assertThat(err.toString()).contains("./vitrail models pull emojich-unet");
    TinyCutout.put(folder.resolve("data/models/emojich-unet/unet_effnetb5/pytorch_model_v2.bin"));

    assertThat(run("sticker", picture, "--out", folder.resolve("cut.png").toString())).isZero();

    BufferedImage sticker = ImageIO.read(folder.resolve("cut.png").toFile());
    assertThat(sticker.getRGB(0, 0) >>> 24).isZero();
    assertThat(sticker.getRGB(256, 256)).isEqualTo(Color.WHITE.getRGB());
  }

  @Test
  void a_broken_network_is_named_and_the_sticker_is_cut_without_it() throws IOException {
    Path weights = folder.resolve("data/models/emojich-unet/unet_effnetb5/pytorch_model_v2.bin");
    Files.createDirectories(weights.getParent());
    Files.writeString(weights, "no weights");

    assertThat(run("sticker", picture(Color.RED))).as(err.toString()).isZero();

    assertThat(ImageIO.read(folder.resolve("disc.webp").toFile()).getRGB(256, 256))
        .isEqualTo(Color.RED.getRGB());
  }

  @Test
  void what_is_no_picture_is_wrong_usage() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "words");

    assertThat(run("sticker", text.toString())).isEqualTo(2);
    assertThat(run("sticker", folder.resolve("none.png").toString())).isEqualTo(2);
    assertThat(run("sticker", picture(Color.RED), "--out", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is no picture", "There is no file", "is a folder");
  }

  private int run(String... arguments) {
    Map<String, String> environment =
        Map.of("VITRAIL_DATA_FOLDER", folder.resolve("data").toString());
    return Main.commandLine(new Installation(null, environment))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String picture(Color color) throws IOException {
    BufferedImage image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, 600, 600);
    return disc(image, canvas, color);
  }

  private String inFrontOfManyColours() throws IOException {
    BufferedImage image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int square = 0; square < 100; square++) {
      canvas.setColor(new Color(square * 37 % 100, square * 59 % 100, square * 83 % 100));
      canvas.fillRect(square % 10 * 60, square / 10 * 60, 60, 60);
    }
    return disc(image, canvas, Color.WHITE);
  }

  private String disc(BufferedImage image, Graphics2D canvas, Color color) throws IOException {
    canvas.setColor(color);
    canvas.fillOval(150, 150, 300, 300);
    canvas.dispose();
    Path file = folder.resolve("disc.png");
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }
}
