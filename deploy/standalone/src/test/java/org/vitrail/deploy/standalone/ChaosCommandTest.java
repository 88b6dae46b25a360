package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.config.Settings;
import picocli.CommandLine;

class ChaosCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chaos | --jobs=0 | --jobs: give 1 to 100000 (it was 0).
          chaos | --kills=-1 | --kills: give 0 to 10000 (it was -1).
          chaos | --minutes=0 | --minutes: give 0.1 to 1440 (it was 0.0).
          chaos | --workers=17 | --workers: give 1 to 16 (it was 17).
          chaos | --report=/no/such/folder/report.json | --report: give a file in a folder that is there
          load | --report=/no/such/folder/report.json | --report: give a file in a folder that is there
          load | --rate=0 | --rate: give above 0, at most 10000 (it was 0.0).
          """)
  void what_cannot_be_run_is_refused_before_anything_starts(
      String command, String option, String sentence) {
    StringWriter err = new StringWriter();
    CommandLine main = Main.commandLine().setErr(new PrintWriter(err, true));

    assertThat(main.execute(command, option)).isEqualTo(2);

    assertThat(err.toString()).contains(sentence);
  }

  @Test
  void the_parts_have_the_built_in_settings_whatever_the_operator_has(@TempDir Path empty) {
    Map<String, String> environment = ChaosCommand.program(List.of("worker"), empty).environment();

    assertThat(environment.get("VITRAIL_CONFIG")).isEqualTo(empty.toString());
    Settings settings = new Installation(empty, environment).settings();
    assertThat(settings.model()).isEqualTo(Settings.load(null, Map.of()).model());
    assertThat(settings.health()).isEqualTo(Settings.load(null, Map.of()).health());
    assertThat(new Installation(empty, environment).models().entries())
        .isEqualTo(new Installation(null, Map.of()).models().entries());
  }

  @Test
  @Tag("slow")
  void who_ends_a_run_early_hears_what_happened_so_far(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path report = folder.resolve("report.json");
    ProcessBuilder program =
        MainProcess.of("chaos", "--bots=1", "--workers=1", "--report=" + report);
    program.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process chaos = program.redirectErrorStream(true).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = chaos.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (line.startsWith("Logs and data: ")) {
          // The process itself would close what it still has to say.
          chaos.toHandle().destroy();
        }
      }
    }

    assertThat(chaos.waitFor()).isEqualTo(143);
    assertThat(lines).last().isEqualTo("All promises held until the run was ended early.");
    assertThat(report).content().contains("\"endedEarly\": true", "\"broken\": []");
    assertThat(folder).isDirectoryNotContaining("glob:**vitrail-chaos*");
  }
}
