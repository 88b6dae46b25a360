package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vitrail reconstruct}: what it reads, refuses and writes. */
class ReconstructCommandTest {
  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private File picture;

  @BeforeEach
  void draw() throws IOException {
    BufferedImage image = new BufferedImage(240, 160, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, 240, 160);
    canvas.setColor(Color.RED);
    canvas.fillOval(70, 30, 100, 100);
    canvas.dispose();
    picture = home.resolve("ball.png").toFile();
    ImageIO.write(image, "png", picture);
  }

  @Test
  void the_bundled_codec_works_as_it_is() throws IOException {
    assertThat(reconstruct()).as(err.toString()).isZero();

    assertThat(out.toString())
        .containsPattern(
            "ball-reconstructed.png  \\(bundled: 16 × 16 tokens of 1024, PSNR \\d\\d\\.\\d dB\\)");
    BufferedImage card = ImageIO.read(home.resolve("ball-reconstructed.png").toFile());
    assertThat(card.getWidth()).isEqualTo(2 * 512 + 16);
    Color original = new Color(card.getRGB(256, 256));
    Color painted = new Color(card.getRGB(528 + 256, 256));
    assertThat(original).isEqualTo(Color.RED);
    assertThat(painted.getRed()).as("still red").isGreaterThan(painted.getBlue() + 100);
  }

  @Test
  void a_pulled_codec_is_taken_by_its_id() throws IOException {
    TinyDvae.put(home.resolve("data/models/dall-e"));
    String file = home.resolve("card.png").toString();

    assertThat(reconstruct("--codec", "dall-e", "--out", file)).as(err.toString()).isZero();

    assertThat(out.toString()).contains("card.png  (dall-e: 32 × 32 tokens of 24, PSNR ");
    assertThat(ImageIO.read(new File(file)).getWidth()).isEqualTo(2 * 512 + 16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--codec dall-e  | --codec: dall-e is not here yet. Get it by: ./vitrail models pull dall-e",
        "--codec dal-e   | --codec: dal-e is none. Did you mean dall-e? These are here: bundled; ./vitrail models list has more.",
        "--out /no/such/folder/a.png | --out: /no/such/folder/a.png cannot be written: there is no folder",
      })
  void what_cannot_be_done_is_said_with_what_helps(String options, String sentence) {
    assertThat(reconstruct(options.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: " + sentence);
  }

  @Test
  void what_is_no_picture_or_no_codec_is_refused() throws IOException {
    Path text = Files.writeString(home.resolve("a.png"), "no picture");
    Path folder = Files.createDirectories(home.resolve("data/models/dall-e"));
    Files.writeString(folder.resolve("encoder.pkl"), "<html>Not found</html>");
    Files.writeString(folder.resolve("decoder.pkl"), "<html>Not found</html>");

    assertThat(run(text)).isEqualTo(2);
    assertThat(run(home.resolve("none.png"))).isEqualTo(2);
    assertThat(reconstruct("--codec", "dall-e")).isEqualTo(1);

    assertThat(err.toString())
        .contains("a.png is no picture. Give a PNG, JPEG, WebP, GIF or BMP.", "There is no file ")
        .contains("encoder.pkl", "a web page");
  }

  private int reconstruct(String... options) {
    return run(picture.toPath(), options);
  }

  private int run(Path file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("reconstruct", file.toString()));
    arguments.addAll(Arrays.asList(options));
    Map<String, String> environment =
        Map.of("VITRAIL_DATA_FOLDER", UnpackedModel.in(home.resolve("data")).toString());
    return Main.commandLine(new Installation(null, environment))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
