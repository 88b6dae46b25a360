package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.vitrail.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_names_every_command_and_ends_with_zero() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("models", "doctor", "--verbose");
  }

  @Test
  void every_command_has_help_of_its_own() {
    CommandLine command = Main.commandLine();
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
    return run(Main.commandLine(), arguments);
  }

  private int fail(RuntimeException error) {
    return run(Main.commandLine().addSubcommand(new Failing(error)), "fail");
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
