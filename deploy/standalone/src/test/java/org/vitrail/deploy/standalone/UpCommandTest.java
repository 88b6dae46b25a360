package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code up} in a process of its own. */
@Tag("slow")
class UpCommandTest {
  @TempDir Path data;
  private Path out;

  @Test
  void asked_to_end_it_ends_orderly_with_exit_code_0() throws Exception {
    out = Files.createFile(data.resolve("out"));
    ProcessBuilder builder =
        MainProcess.of("up")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "VITRAIL_DATA_FOLDER", UnpackedModel.in(data).toString(),
                "VITRAIL_WEB_PORT", "0",
                "VITRAIL_WORKER_THREADS", "1"));
    Process up = builder.start();
    try {
      await().atMost(1, TimeUnit.MINUTES).until(() -> said().contains("Vitrail is at http://"));
      up.destroy();

      assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(said()).contains("Finishing what is being drawn …");
      assertThat(up.exitValue()).isZero();
    } finally {
      up.destroyForcibly();
    }
  }

  private String said() throws IOException {
    return Files.readString(out);
  }
}
