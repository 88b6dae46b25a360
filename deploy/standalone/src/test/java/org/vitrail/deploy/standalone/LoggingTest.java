package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The log's form, seen from outside: a process that logs a few lines. */
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

  @Test
  void the_level_is_for_our_own_classes_only() throws Exception {
    assertThat(lines("-DVITRAIL_LOG_LEVEL=DEBUG")).hasSize(3);
    assertThat(lines("-DVITRAIL_LOG_LEVEL=ERROR")).isEmpty();
  }

  private static List<String> lines(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Chatty.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("VITRAIL_LOG_LEVEL");
    Process process = builder.start();
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return err.lines().toList();
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
