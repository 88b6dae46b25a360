package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What commands write is not left in the tree. */
  @TempDir Path data;

  @Test
  void help_names_every_command_and_ends_with_zero() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("models", "doctor", "--verbose");
  }

  @Test
  void every_command_has_help_of_its_own() {
    CommandLine command = commandLine();
    for (String name : command.getSubcommands().keySet()) {
      assertThat(run(name, "--help")).as(name).isZero();
    }
    assertThat(out.toString()).contains("Usage: vitrail doctor", "Usage: vitrail models");
  }

  @Test
  void the_version_names_the_java_it_runs_on() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("vitrail ", Runtime.version().toString());
  }

  @Test
  void wrong_usage_ends_with_two() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("dcotor")).isEqualTo(2);
    assertThat(run("models")).isEqualTo(2);
    assertThat(run("doctor", "--loud")).isEqualTo(2);
    assertThat(err.toString()).contains("Please name a command.", "doctor", "Please name one of");
  }

  @Test
  void a_wrong_value_is_answered_by_a_sentence_that_the_help_does_not_bury() {
    assertThat(run("imagine", "")).isEqualTo(2);
    assertThat(run("imagine", "a", "--count", "-3")).isEqualTo(2);
    assertThat(run("imagine", "a", "--out", "/no/such/folder/a.png")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "vitrail: The prompt is empty.",
            "vitrail: --count: -3 is not allowed; give 1 to 9.",
            "vitrail: --out: /no/such/folder/a.png cannot be written",
            "See: vitrail imagine --help")
        .doesNotContain("Usage:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed        | abc  | vitrail: --seed: 'abc' is not allowed; give a whole number, such as 7.",
        "--count       | many | vitrail: --count: 'many' is not allowed; give a whole number, such as 7.",
        "--temperature | hot  | vitrail: --temperature: 'hot' is not allowed; give a number, such as 0.7.",
        "--top-k       | 1.5  | vitrail: --top-k: '1.5' is not allowed; give a whole number, such as 7.",
      })
  void what_is_no_number_is_said_with_what_is_one(String option, String value, String sentence) {
    assertThat(run("imagine", "a", option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--sed", "-sede", "—sed", "−−sede", "--sede=7"})
  void what_looks_like_an_option_of_imagine_and_is_none_is_asked_about(String typed) {
    assertThat(run("imagine", "a cat", typed, "7")).isEqualTo(2);
    assertThat(err.toString())
        .contains("vitrail: There is no option " + typed + ". Did you mean --seed?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-30 degrees, an ice palace",
        "@cat",
        "- a list",
        "a well-lit room",
        "-",
        "a=",
        "@"
      })
  void signs_of_the_command_line_are_the_prompts_own(String prompt) {
    // A folder that is missing is found behind the prompt, and before anything is drawn.
    assertThat(run("imagine", prompt, "--out", "/no/such/folder/a.png")).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: --out: /no/such/folder/a.png cannot be written");
  }

  @Test
  void a_failure_for_people_is_one_sentence_and_ends_with_one() {
    assertThat(fail(new StandaloneException("The disk is full; make room."))).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo("vitrail: The disk is full; make room.");
  }

  @Test
  void a_failure_that_nobody_foresaw_says_how_to_learn_more() {
    assertThat(fail(new IllegalStateException())).isEqualTo(1);
    assertThat(err.toString())
        .contains("vitrail: java.lang.IllegalStateException", "Add --verbose")
        .doesNotContain("at org.vitrail");
  }

  @Test
  void the_models_are_listed_with_the_default_marked() throws SettingsException {
    assertThat(run("models", "list")).isZero();
    assertThat(out.toString()).contains("bundled  (default)", "--guidance 2.0", "Apache-2.0");
  }

  private int run(String... arguments) {
    return run(commandLine(), arguments);
  }

  private int fail(RuntimeException error) {
    return run(commandLine().addSubcommand(new Failing(error)), "fail");
  }

  private CommandLine commandLine() {
    return Main.commandLine(new Installation(null, Map.of("VITRAIL_DATA_FOLDER", data.toString())));
  }

  private int run(CommandLine command, String... arguments) {
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @Command(name = "fail")
  private record Failing(RuntimeException error) implements Runnable {
    @Override
    public void run() {
      throw error;
    }
  }
}
