package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher makes of {@code .env} and of the locale that it is started in. */
@Tag("slow")
class LauncherEnvironmentTest {
  @TempDir Path temp;
  private LauncherClone clone;

  @BeforeEach
  void makeClone() throws IOException {
    clone = new LauncherClone(temp);
  }

  @Test
  void the_env_file_is_read_and_never_executed() throws Exception {
    LauncherClone.write(
        clone.folder.resolve(".env"),
        "# a comment\n\nREDIS_URL=redis://:p$(touch hacked)w@h\nexport A='quoted words'\nB=from file\r\n");
    LauncherClone.Ended ended =
        clone.launch(clone.folder, Map.of("B", "from environment"), "./vitrail");

    assertThat(ended.out())
        .contains("REDIS_URL=redis://:p$(touch hacked)w@h\n", "A=quoted words\n")
        .contains("B=from environment\n");
    assertThat(clone.folder.resolve("hacked")).doesNotExist();

    LauncherClone.write(clone.folder.resolve(".env"), "REDIS_URL = spaces\n");
    LauncherClone.Ended wrong = clone.launch(clone.folder, "./vitrail");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains(".env, line 1: this is not of the form KEY=VALUE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "A=1                            | 1",
        "A=1 # a comment                | 1",
        "A=1\t# a comment              | 1",
        "A=p#ss                         | p#ss",
        "A=#1                           | #1",
        "A= # nothing                   | ``",
        "A=  spaces around              | spaces around",
        "A=\"two words\" # comment     | two words",
        "A='it''s'                      | -",
        "A='single # quoted'            | single # quoted",
        "A=\"say 'hi'\"               | say 'hi'",
        "A=a \"quoted\" part          | a \"quoted\" part",
        "A=b=c                          | b=c",
        "  export A=1                   | 1",
        "A=\"not closed                | -",
        "A='not closed # comment        | -",
        "A=\"closed\" and more        | -",
        "A=“typographic”                | -",
        "A=´1`` | ´1``",
      })
  void a_line_of_the_env_file_means_what_editors_take_it_for(String line, String value)
      throws Exception {
    LauncherClone.write(clone.folder.resolve(".env"), line + "\nB=2\n");
    LauncherClone.Ended ended = clone.launch(clone.folder, "./vitrail");

    if (value == null) {
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err())
          .contains(".env, line 1: the quotes of A are not closed, or something follows them")
          .doesNotContain("closed\" and", "typographic”");
    } else {
      assertThat(ended.out()).contains("\nA=" + value + "\nB=2\n");
    }
  }

  @Test
  void marks_and_line_ends_of_windows_editors_are_left_out() throws Exception {
    LauncherClone.write(
        clone.folder.resolve(".env"), "\uFEFFA=1\r\n\r\n# comment\r\nB=2 # two\r\n");

    assertThat(clone.launch(clone.folder, "./vitrail").out()).contains("\nA=1\nB=2\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
  void an_env_file_in_utf_16_is_named_as_such(String encoding) throws Exception {
    Files.write(clone.folder.resolve(".env"), "A=secret\n".getBytes(Charset.forName(encoding)));

    LauncherClone.Ended ended = clone.launch(clone.folder, "./vitrail");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains(".env is saved as UTF-16. Save it as UTF-8");
  }

  @Test
  void an_env_file_of_an_old_mac_is_named_as_such() throws Exception {
    Files.write(
        clone.folder.resolve(".env"), "A=secret\rB=2\r".getBytes(StandardCharsets.US_ASCII));

    LauncherClone.Ended ended = clone.launch(clone.folder, "./vitrail");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("Save it with Unix line ends").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LC_ALL=xx_YY.UTF-8",
        "LC_CTYPE=UTF-8",
        "LANG=xx_YY.UTF-8",
        "LC_CTYPE=C.UTF-8 LANG=xx_YY.UTF-8",
        "LC_ALL=POSIX",
        "LC_ALL=C.UTF-8",
      })
  void the_program_runs_in_a_utf_8_locale_that_this_machine_has(String locale) throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", ""));
    for (String setting : locale.split(" ")) {
      environment.put(setting.replaceAll("=.*", ""), setting.replaceAll("[^=]*=?", ""));
    }
    environment.remove("");

    assertThat(clone.launch(clone.folder, environment, "./vitrail").out())
        .contains("\ncharmap=UTF-8\n");
  }
}
