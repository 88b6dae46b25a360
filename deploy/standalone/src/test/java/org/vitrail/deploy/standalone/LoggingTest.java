package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The log's form, seen from outside: a process that logs a few lines. */
@Tag("slow")
class LoggingTest {
  @Test
  void text_lines_carry_the_job_where_there_is_one() throws Exception {
    assertThat(lines("-Dvitrail.log.format=text"))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  plain"))
        .anySatisfy(line -> assertThat(line).matches("\\S+ INFO  \\[K7Q\\] of a job"));
  }

  @Test
  void json_lines_carry_the_job_as_a_field() throws Exception {
    assertThat(lines("-Dvitrail.log.format=json"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"))
        .anySatisfy(line -> assertThat(line).contains("\"job\":\"K7Q\"", "\"of a job\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void nothing_that_a_stranger_wrote_forges_a_line_or_steers_a_terminal(String format)
      throws Exception {
    List<String> lines = run(Mocked.class, "-Dvitrail.log.format=" + format);

    String all = String.join("\n", lines);
    assertThat(lines)
        .noneSatisfy(line -> assertThat(line).startsWith("00:00:00.000 ERROR"))
        .noneSatisfy(line -> assertThat(line).isEqualTo("Caused by: forged"));
    assertThat(all)
        .doesNotContain("\u001b", "\r", "\u009b", "\u202e", "\u2028", "\u200b")
        .contains("Ann", "José 高い");
    if (format.equals("text")) {
      assertThat(lines.get(0))
          .endsWith(
              "Ann\\n00:00:00.000 ERROR forged\\r\\u{1b}[2J\\u{9b}2J\\u{202e}\\u{2028} José 高い");
      assertThat(lines)
          .contains(
              "java.lang.IllegalStateException: reply\\nCaused by: forged\\u{1b}[2J",
              "Caused by: java.io.IOException: cause\\nforged\\u{200b}");
      assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("\tat "));
    } else {
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0))
          .contains(
              "\"Ann\\n00:00:00.000 ERROR forged\\r\\u001B[2J\\u009b2J\\u202e\\u2028 José 高い\"");
    }
  }

  @Test
  void the_level_is_for_our_own_classes_only() throws Exception {
    assertThat(lines("-DVITRAIL_LOG_LEVEL=DEBUG")).hasSize(3);
    assertThat(lines("-DVITRAIL_LOG_LEVEL=ERROR")).isEmpty();
  }

  private static List<String> lines(String... options) throws Exception {
    return run(Chatty.class, options);
  }

  private static List<String> run(Class<?> main, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the tests' own JVM: it lives too short to earn back more.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("VITRAIL_LOG_LEVEL");
    Process process = builder.start();
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return err.lines().toList();
  }

  /** Logs what a stranger called himself, and an error with a server's reply. */
  static final class Mocked {
    static final String NAME = "Ann\n00:00:00.000 ERROR forged\r\u001b[2J\u009b2J\u202e\u2028";

    public static void main(String[] arguments) {
      Logger LOG = LoggerFactory.getLogger("org.vitrail.some.Part");
      LOG.info("{} José 高い", NAME);
      LOG.warn(
          "It failed.",
          new IllegalStateException(
              "reply\nCaused by: forged\u001b[2J", new IOException("cause\nforged\u200b")));
    }
  }

  /** Logs at several levels, as ourselves and as a library. */
  static final class Chatty {
    public static void main(String[] arguments) {
      LoggerFactory.getLogger("org.vitrail.some.Part").debug("fine detail");
      LoggerFactory.getLogger("org.vitrail.some.Part").info("plain");
      LoggerFactory.getLogger("redis.clients.jedis").info("noise");
      MDC.put("job", "K7Q");
      LoggerFactory.getLogger("org.vitrail.some.Part").info("of a job");
    }
  }
}
