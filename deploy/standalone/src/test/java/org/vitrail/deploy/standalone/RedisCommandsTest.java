package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The look at a Redis tries what the program uses; this keeps the two together. */
class RedisCommandsTest {
  private static final Pattern IN_SCRIPT = Pattern.compile("redis\\.p?call\\('([A-Za-z]+)'");
  private static final Pattern TRIED = Pattern.compile("\"([A-Z]+) ?[^\"]*\"");

  /**
   * What users of before may lack: workers that may not ask who listens are judged by their lease.
   */
  private static final Set<String> DONE_WITHOUT = Set.of("PUBSUB");

  @Test
  void every_command_of_every_script_is_tried_when_a_redis_is_looked_at() throws IOException {
    Path instance = Path.of("").toAbsolutePath().getParent().getParent();
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.walk(instance)) {
      for (Path file :
          files
              .filter(it -> it.toString().contains("src/main/resources"))
              .filter(it -> it.toString().endsWith(".lua"))
              .toList()) {
        Matcher call = IN_SCRIPT.matcher(Files.readString(file));
        while (call.find()) {
          used.add(call.group(1).toUpperCase(Locale.ROOT));
        }
      }
    }
    Path probe =
        instance.resolve(
            "inference/protocol/src/main/java/org/vitrail/inference/protocol/RedisProbe.java");
    Set<String> tried = new TreeSet<>();
    Matcher command = TRIED.matcher(Files.readString(probe));
    while (command.find()) {
      tried.add(command.group(1));
    }

    assertThat(used).hasSizeGreaterThan(30).containsAll(DONE_WITHOUT);
    used.removeAll(DONE_WITHOUT);
    assertThat(tried).containsAll(used);
  }
}
