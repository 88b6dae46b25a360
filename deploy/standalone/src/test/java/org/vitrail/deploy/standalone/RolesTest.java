package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.protocol.RedisServerProcess;

/** Bots and workers in processes of their own, which share a Redis. */
@Tag("slow")
class RolesTest {
  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void nothing_is_left_running() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void what_one_worker_gives_back_another_draws_at_once_and_each_role_ends_with_exit_code_0()
      throws Exception {
    try (RedisServerProcess redis = new RedisServerProcess("--appendonly", "yes").start()) {
      Map<String, String> environment =
          // Less than the grid takes, and more than a cold step on a busy machine.
          Map.of("REDIS_URL", redis.url(), "VITRAIL_SHUTDOWN_GRACE", "4s");
      Process first = start("first", environment, "worker", "--models", "bundled");
      Process bot = start("bot", environment, "bot", "--only", "web");
      await().atMost(1, TimeUnit.MINUTES).until(() -> said("bot").contains("Vitrail is at http"));
      await().atMost(1, TimeUnit.MINUTES).until(() -> said("first").contains("model is ready"));
      PageVisitor visitor =
          new PageVisitor(said("bot").replaceAll("(?s).*Vitrail is at (\\S+).*", "$1"));
      String job = PageVisitor.field(visitor.type("/imagine a red apple --count 9 --seed 1"), "id");
      await().atMost(1, TimeUnit.MINUTES).until(() -> visitor.job(job).contains("\"running\""));

      first.destroy();
      assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isZero();
      await().until(() -> visitor.job(job).contains("\"waiting\""));

      Process second = start("second", environment, "worker", "--models", "bundled");
      await().atMost(1, TimeUnit.MINUTES).until(() -> visitor.job(job).contains("\"running\""));
      second.destroy();
      bot.destroy();
      assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(bot.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(List.of(second.exitValue(), bot.exitValue())).containsExactly(0, 0);
    }
  }

  @Test
  void without_a_redis_to_share_a_sentence_says_how_to_get_one() throws Exception {
    Process worker = start("worker", Map.of(), "worker");

    assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(worker.exitValue()).isEqualTo(1);
    assertThat(said("worker")).contains("set REDIS_URL", "./vitrail up first");
  }

  private Process start(String name, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        MainProcess.of(arguments)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name).toFile());
    builder.environment().put("VITRAIL_DATA_FOLDER", UnpackedModel.in(folder).toString());
    builder.environment().put("VITRAIL_WEB_PORT", "0");
    builder.environment().put("VITRAIL_WORKER_THREADS", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String said(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
