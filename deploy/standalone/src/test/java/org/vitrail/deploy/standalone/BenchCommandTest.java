package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  @Tag("slow")
  @Test
  void the_first_steps_of_a_grid_say_what_all_of_them_will_take(@TempDir Path folder) {
    StringWriter out = new StringWriter();
    Map<String, String> environment =
        Map.of("VITRAIL_DATA_FOLDER", UnpackedModel.in(folder.resolve("data")).toString());
    CommandLine command =
        Main.commandLine(new Installation(null, environment)).setOut(new PrintWriter(out, true));

    assertThat(command.execute("bench", "--count=1", "--steps=3")).isZero();

    assertThat(out.toString())
        .containsPattern(
            "1 picture, the first 3 of 256 steps: \\d+ ms with reading the prompt, then median")
        .containsPattern("All steps of a grid take about \\d+ s at this pace\\.");
  }

  @ParameterizedTest
  @CsvSource({
    "--model-shape=dalle-huge, is unknown; choose dalle-mini or dalle-mega or rudalle-malevich or",
    "--count=0, --count: give 1 to 36 (it was 0)",
    "--runs=1001, --runs: give 1 to 1000 (it was 1001)",
    "--steps=1, --steps: give 2 to 100000 (it was 1)",
    "--precision=fp16, choose auto, bf16, f16, f32 or int8.",
  })
  void what_cannot_be_timed_is_wrong_usage_and_says_what_can(String option, String sentence) {
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));

    assertThat(command.execute("bench", option)).isEqualTo(2);

    assertThat(err.toString()).contains(sentence);
  }
}
