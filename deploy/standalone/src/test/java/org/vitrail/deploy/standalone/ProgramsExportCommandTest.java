package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ProgramsExportCommandTest {
  @TempDir Path home;
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    Map<String, String> environment =
        Map.of("VITRAIL_DATA_FOLDER", home.resolve("data").toString());
    CommandLine command = Main.commandLine(new Installation(null, environment));
    return command.setErr(new PrintWriter(err, true)).execute(arguments);
  }

  @Test
  void nothing_of_somebody_elses_is_written_over() throws Exception {
    Path letter = Files.writeString(home.resolve("letter.txt"), "Dear Ann");

    assertThat(run("programs", "export", home.toString())).isEqualTo(1);
    assertThat(run("programs", "export", letter.toString())).isEqualTo(1);
    assertThat(run("programs", "export", letter.resolve("inside").toString())).isEqualTo(1);

    assertThat(err.toString().lines())
        .containsExactly(
            "vitrail: " + home + " holds other files. Name a folder that is new or empty.",
            "vitrail: " + letter + " is a file. Name a folder that is new or empty.",
            "vitrail: " + letter + " is a file. Name a folder that is new or empty.");
    assertThat(home).isDirectoryNotContaining("glob:**.pt");
    assertThat(letter).hasContent("Dear Ann");
  }

  @Test
  void without_a_folder_the_usage_is_told() {
    assertThat(run("programs", "export")).isEqualTo(2);
    assertThat(run("programs")).isEqualTo(2);
    assertThat(err.toString()).contains("DIR", "Please name: export.");
  }
}
