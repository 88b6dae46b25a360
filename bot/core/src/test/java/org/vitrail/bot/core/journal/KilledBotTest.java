package org.vitrail.bot.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.core.ChildProcess;
import org.vitrail.inference.protocol.spool.Spool;

/** What only two processes show: who may take whose requests. */
@Tag("slow")
class KilledBotTest {
  private static final String JOB = "7k2m9q4x0b";

  @TempDir Path folder;

  /** Keeps something and lives on. */
  static final class Bot {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (Spool spool = open(Path.of(arguments[0]))) {
        spool.add(JOB, new byte[] {1});
        new CountDownLatch(1).await();
      }
    }
  }

  @Test
  void what_a_bot_keeps_is_its_own_until_it_is_killed_and_then_anothers() throws Exception {
    Process bot = ChildProcess.start(Bot.class, folder.toString());
    try (Spool spool = open(folder)) {
      await().until(this::isKept);
      spool.adopt();
      assertThat(spool.isEmpty()).isTrue();
      try (Spool starting = open(folder)) {
        assertThat(starting.isEmpty()).isTrue();
      }

      bot.destroyForcibly().waitFor();
      spool.adopt();

      assertThat(spool.names()).containsExactly(JOB);
      assertThat(spool.read(JOB)).contains(new byte[] {1});
    } finally {
      bot.destroyForcibly();
    }
  }

  private boolean isKept() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(each -> each.toString().endsWith("-" + JOB));
    }
  }

  private static Spool open(Path folder) throws IOException {
    return Spool.open(folder, 10, 1_000);
  }
}
