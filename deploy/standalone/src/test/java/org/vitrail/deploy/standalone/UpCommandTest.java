package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code up} in a process of its own. */
class UpCommandTest {
  @TempDir Path data;

  @Test
  void asked_to_end_it_ends_orderly_with_exit_code_0() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .putAll(Map.of("VITRAIL_DATA_FOLDER", data.toString(), "VITRAIL_WEB_PORT", "0"));
    Process up = builder.start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(up.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).startsWith("Vitrail is at http://");

      up.destroy();
      List<String> rest = out.lines().toList();

      assertThat(rest).contains("Finishing what is being drawn …");
      assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(up.exitValue()).isZero();
    } finally {
      up.destroyForcibly();
    }
  }
}
