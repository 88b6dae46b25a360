package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

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
import picocli.CommandLine;

/** {@code vitrail upscale}: what it reads, refuses and writes. */
class UpscaleCommandTest {
  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private File picture;

  @BeforeEach
  void draw() throws IOException {
    picture = home.resolve("small.jpg").toFile();
    ImageIO.write(new BufferedImage(20, 12, BufferedImage.TYPE_INT_RGB), "jpg", picture);
  }

  @Test
  void a_pulled_network_enlarges_by_its_factor_and_the_bundled_one_four_times() throws IOException {
    TinyUpscalers.put(home.resolve("data/models/realesrgan-x8/RealESRGAN_x8.pth"), 8);
    String larger = home.resolve("larger.png").toString();

    assertThat(upscale("--factor", "8", "--out", larger)).as(err.toString()).isZero();
    assertThat(upscale()).as(err.toString()).isZero();

    BufferedImage eight = ImageIO.read(new File(larger));
    assertThat(eight.getWidth()).isEqualTo(160);
    assertThat(eight.getHeight()).isEqualTo(96);
    assertThat(ImageIO.read(home.resolve("small-x4.png").toFile()).getWidth()).isEqualTo(80);
    assertThat(out.toString())
        .contains(
            "larger.png  (160 × 96, by realesrgan-x8)", "small-x4.png  (80 × 48, by bundled)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--factor 8             | --factor 8: nothing that is here does that. There is ×4 (bundled). Get one by: ./vitrail models pull realesrgan-x8",
        "--factor 3             | --factor 3: nothing that is here does that. There is ×4 (bundled).",
        "--denoise 0.5          | --denoise: nothing that is here does that. There is ×4 (bundled). Get one by: ./vitrail models pull realesrgan-general-x4v3",
        "--denoise 2            | --denoise: 2.0 is not allowed; give a number from 0 to 1.",
        "--upscaler realesrgan-x2 | --upscaler: realesrgan-x2 is not here yet. Get it by: ./vitrail models pull realesrgan-x2",
        "--upscaler sharp       | --upscaler: sharp is none. These are here: bundled; ./vitrail models list has more.",
        "--out /no/such/folder/a.png | --out: /no/such/folder/a.png cannot be written: there is no folder",
      })
  void what_cannot_be_done_is_said_with_what_helps(String options, String sentence) {
    assertThat(upscale(options.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: " + sentence);
  }

  @Test
  void what_is_no_picture_or_would_become_too_large_is_refused() throws IOException {
    Path text = Files.writeString(home.resolve("a.png"), "no picture");
    byte[] jpeg = Files.readAllBytes(picture.toPath());
    Path cut = Files.write(home.resolve("cut.jpg"), Arrays.copyOf(jpeg, 200));
    File wide = home.resolve("wide.png").toFile();
    ImageIO.write(new BufferedImage(16_000, 8_000, BufferedImage.TYPE_BYTE_BINARY), "png", wide);

    assertThat(run(home.resolve("none.png"))).isEqualTo(2);
    assertThat(run(text)).isEqualTo(2);
    assertThat(run(cut)).isEqualTo(1);
    assertThat(run(wide.toPath())).isEqualTo(2);

    assertThat(err.toString())
        .contains(
            "There is no file ",
            "a.png is no picture. Give a PNG, JPEG, WebP, GIF or BMP.",
            "cut.jpg cannot be read; the file seems to be broken.",
            "wide.png has 16000 × 8000 pixels. Enlarged 4 times it would have 2048 megapixels");
  }

  private int upscale(String... options) {
    return run(picture.toPath(), options);
  }

  private int run(Path file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("upscale", file.toString()));
    arguments.addAll(Arrays.asList(options));
    Map<String, String> environment =
        Map.of("VITRAIL_DATA_FOLDER", UnpackedModel.in(home.resolve("data")).toString());
    CommandLine command = Main.commandLine(new Installation(null, environment));
    return command
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
