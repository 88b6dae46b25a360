package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM of its own, without the launcher's switches. */
@Tag("slow")
class HeadlessTest {
  @TempDir private Path home;

  @Test
  void a_display_that_leads_nowhere_does_not_keep_pictures_from_being_begun_from()
      throws Exception {
    Path picture = home.resolve("picture.jpg");
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "jpeg", picture.toFile());

    Path drawn = home.resolve("drawn.png");
    String words = "a castle --count 1 --keep up 75%";
    String said = run("imagine", words, "--image=" + picture, "--out=" + drawn);

    assertThat(drawn).as(said).isNotEmptyFile();
    assertThat(said).doesNotContain("X11", "AWT");
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    File said = home.resolve("said").toFile();
    ProcessBuilder program = MainProcess.of(arguments);
    program.environment().put("DISPLAY", ":99");
    program
        .environment()
        .put("VITRAIL_DATA_FOLDER", UnpackedModel.in(home.resolve("data")).toString());
    program.environment().put("VITRAIL_WORKER_THREADS", "1");
    program.environment().remove("JAVA_TOOL_OPTIONS");
    Process process =
        program.directory(home.toFile()).redirectErrorStream(true).redirectOutput(said).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said.toPath());
  }
}
