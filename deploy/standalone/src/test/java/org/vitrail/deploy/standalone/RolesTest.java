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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
  void what_one_worker_gives_back_another_draws_at_once_and_a_second_signal_ends_that_at_once()
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

      Map<String, String> patient =
          Map.of("REDIS_URL", redis.url(), "VITRAIL_SHUTDOWN_GRACE", "10m");
      Process second = start("second", patient, "worker", "--models", "bundled");
      await().atMost(1, TimeUnit.MINUTES).until(() -> visitor.job(job).contains("\"running\""));
      second.destroy();
      await().until(() -> said("second").contains("Ctrl-C again ends at once"));
      second.destroy();
      bot.destroy();
      assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(bot.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(List.of(second.exitValue(), bot.exitValue())).containsExactly(143, 0);
      assertThat(said("second")).contains("Asked to end a second time");
    }
  }

  /** Moments of the start, of loading and of drawing, whichever these are on this machine. */
  @ParameterizedTest
  @ValueSource(ints = {600, 2000, 4000})
  void ctrl_c_ends_a_command_at_once_and_leaves_no_file_behind(int milliseconds) throws Exception {
    Path out = folder.resolve("out");
    Files.createDirectory(out);
    String picture = out.resolve("grid.png").toString();
    String words = "a red apple --iterations 2000";
    Process imagine =
        start(
            "imagine",
            Map.of(),
            "imagine",
            words,
            "--model",
            "bundled-optimised",
            "--out",
            picture);

    assertThat(imagine.waitFor(milliseconds, TimeUnit.MILLISECONDS)).isFalse();
    String signal = isInterruptIgnored() ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(imagine.pid())).start().waitFor();

    assertThat(imagine.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(imagine.exitValue())
        .as(said("imagine"))
        .isEqualTo(signal.equals("-INT") ? 130 : 143);
    assertThat(out).isEmptyDirectory();
  }

  /**
   * As shells have it for what they start in the background; those started from here inherit it.
   */
  private static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    String ignored = "SigIgn:";
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith(ignored))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(ignored.length()).strip(), 16))
            .anyMatch(signals -> (signals >> 1 & 1) == 1);
  }

  @Test
  void a_worker_says_how_it_is_and_ends_with_exit_code_0_though_Redis_is_gone() throws Exception {
    try (RedisServerProcess redis = new RedisServerProcess("--appendonly", "yes").start()) {
      int port = Ports.free();
      Map<String, String> patient =
          Map.of(
              "REDIS_URL", redis.url(),
              "VITRAIL_SHUTDOWN_GRACE", "10m",
              "VITRAIL_HEALTH_PORT", Integer.toString(port));
      Process worker = start("worker", patient, "worker", "--models", "bundled");
      await().atMost(1, TimeUnit.MINUTES).until(() -> said("worker").contains("takes jobs"));
      await().until(() -> !Ports.isFree(port));
      PageVisitor probe = new PageVisitor("http://127.0.0.1:" + port);
      assertThat(probe.get("/healthz").statusCode()).isEqualTo(200);
      await().until(() -> new String(probe.get("/healthz").body()).contains("\"bundled\""));
      redis.kill();
      assertThat(probe.get("/healthz").statusCode()).isEqualTo(503);
      assertThat(new String(probe.get("/healthz").body())).contains("Redis");

      worker.destroy();

      assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(said("worker")).isZero();
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
