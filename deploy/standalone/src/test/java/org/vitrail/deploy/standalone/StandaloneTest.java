package org.vitrail.deploy.standalone;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.web.WebException;
import org.vitrail.inference.protocol.RedisServerProcess;

/** Everything together, as {@code up} starts it: page, queue, Redis, worker, trained weights. */
@Tag("slow")
class StandaloneTest {
  /** How many pictures are drawn at a time. */
  private static final int BATCH = 2;

  @TempDir private static Path home;

  /** One for all that ask something of it, as it takes longer to start than to ask. */
  private static Standalone standalone;

  @TempDir private Path data;

  @BeforeAll
  static void start() throws IOException {
    Path config = Files.createDirectory(home.resolve("config"));
    Files.writeString(config.resolve("blocklist.txt"), "swan\n");
    Map<String, String> environment = new HashMap<>(environment(home, "0"));
    environment.put("VITRAIL_WORKER_BATCH_IMAGES", Integer.toString(BATCH));
    Installation installation = new Installation(config, environment);
    standalone = Standalone.start(installation, installation.settings());
  }

  @AfterAll
  static void stop() {
    if (standalone != null) {
      standalone.close();
    }
  }

  @Test
  void six_jobs_of_three_people_arrive_once_each_and_positions_only_fall() {
    Map<String, PageVisitor> owners = new LinkedHashMap<>();
    List<PageVisitor> people =
        Stream.generate(() -> new PageVisitor(standalone.url())).limit(3).toList();
    // Everybody's first job comes before anybody's second, so nobody has a right to pass.
    for (int i = 0; i < 2; i++) {
      for (PageVisitor person : people) {
        String reply = person.type("/imagine a red apple --count 1 --seed " + owners.size());
        owners.put(PageVisitor.field(reply, "id"), person);
      }
    }
    assertThat(owners).hasSize(3 * BATCH);

    Map<String, Integer> positions = new HashMap<>();
    Set<String> open = new HashSet<>(owners.keySet());
    await()
        .atMost(120, SECONDS)
        .pollInterval(500, MILLISECONDS)
        .until(
            () -> {
              for (String id : List.copyOf(open)) {
                String job = owners.get(id).job(id);
                int position = Integer.parseInt(PageVisitor.field(job, "position"));
                assertThat(position)
                    .isLessThanOrEqualTo(positions.getOrDefault(id, Integer.MAX_VALUE));
                positions.put(id, position);
                assertThat(PageVisitor.field(job, "state")).isIn("waiting", "running", "done");
                if (PageVisitor.field(job, "state").equals("done")) {
                  open.remove(id);
                }
              }
              return open.isEmpty();
            });

    List<Integer> sizes = new ArrayList<>();
    owners.forEach(
        (id, owner) -> {
          HttpResponse<byte[]> png = owner.get("/images/" + id + "/grid.png");
          assertThat(png.statusCode()).isEqualTo(200);
          sizes.add(png.body().length);
        });
    assertThat(new HashSet<>(sizes))
        .as("different seeds, different pictures")
        .hasSizeGreaterThan(3);
  }

  @Test
  void running_and_waiting_jobs_survive_a_redis_that_is_killed() {
    PageVisitor visitor = new PageVisitor(standalone.url());
    standalone.worker().ready().join();
    List<String> ids = new ArrayList<>();
    for (int seed = 0; seed < BATCH + 1; seed++) {
      ids.add(PageVisitor.field(visitor.type("/imagine a castle --count 1 --seed " + seed), "id"));
    }
    // The append-only file may be a second behind.
    await().until(() -> ids.stream().allMatch(appendOnlyFile()::contains));
    assertThat(ids).anyMatch(id -> visitor.job(id).contains("\"state\":\"waiting\""));

    killRedis();

    for (String id : ids) {
      await()
          .atMost(90, SECONDS)
          .pollInterval(500, MILLISECONDS)
          .until(() -> visitor.job(id).contains("\"state\":\"done\""));
      assertThat(visitor.get("/images/" + id + "/grid.png").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_taken_port_ends_in_a_sentence_and_leaves_nothing_running() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = environment(Integer.toString(other.getLocalPort()));
      Installation installation = new Installation(null, environment);

      assertThatThrownBy(() -> Standalone.start(installation, installation.settings()))
          .isInstanceOf(WebException.class)
          .hasMessageContaining(Integer.toString(other.getLocalPort()))
          .hasMessageContaining("VITRAIL_WEB_PORT");
    }
    assertThat(DataFolderLock.isTaken(data)).isFalse();
    assertThat(redisProcesses(data)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://:hunter2@127.0.0.1:1/abc | REDIS_URL: the value given",
        "redis://hunter2@127.0.0.1:1      | written redis://:password@host",
        "redis://:hunter2@127.0.0.1:1     | nothing listens at port 1 of 127.0.0.1",
      })
  void a_wrong_address_of_redis_ends_in_a_sentence_before_anything_is_loaded(
      String url, String what) {
    Map<String, String> environment = new HashMap<>(environment("0"));
    environment.put("REDIS_URL", url);
    Installation installation = new Installation(null, environment);
    Set<Thread> before = workers();

    assertThatThrownBy(() -> Standalone.start(installation, installation.settings()))
        .hasMessageContaining(what)
        .hasMessageNotContaining("hunter2");
    assertThat(DataFolderLock.isTaken(data)).isFalse();
    assertThat(workers()).isEqualTo(before);
  }

  private static Set<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("worker"))
        .collect(Collectors.toSet());
  }

  @Test
  void a_redis_that_drops_keys_is_refused_with_the_remedy() {
    try (RedisServerProcess server =
        new RedisServerProcess(
                "--appendonly", "yes", "--maxmemory", "1gb", "--maxmemory-policy", "allkeys-lru")
            .start()) {
      Map<String, String> environment = new HashMap<>(environment("0"));
      environment.put("REDIS_URL", server.url());
      Installation installation = new Installation(null, environment);

      assertThatThrownBy(() -> Standalone.start(installation, installation.settings()))
          .isInstanceOf(StandaloneException.class)
          .hasMessageContainingAll(
              "waiting jobs among them",
              "CONFIG SET maxmemory-policy noeviction",
              "VITRAIL_REDIS_ACCEPT_RISK=true");
    }
  }

  @Test
  void a_taken_port_of_the_webhook_is_found_before_anything_is_loaded() throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      Map<String, String> environment = new HashMap<>(environment("0"));
      environment.put("TELEGRAM_TOKEN", "1:" + "A".repeat(35));
      environment.put("VITRAIL_TELEGRAM_WEBHOOK_URL", "https://vitrail.example/hook");
      environment.put("VITRAIL_TELEGRAM_WEBHOOK_PORT", Integer.toString(other.getLocalPort()));
      Installation installation = new Installation(null, environment);

      assertThatThrownBy(() -> Standalone.start(installation, installation.settings()))
          .isInstanceOf(StandaloneException.class)
          .hasMessageContainingAll(
              Integer.toString(other.getLocalPort()), "VITRAIL_TELEGRAM_WEBHOOK_PORT");
    }
    assertThat(redisProcesses(data)).isEmpty();
  }

  @Test
  void a_changed_blocklist_is_in_force_without_a_restart() throws IOException {
    PageVisitor visitor = new PageVisitor(standalone.url());
    String words = "/imagine a sw4n beside a h e r o n";
    assertThat(visitor.type(words)).contains("“swan” is not drawn here");

    Files.writeString(home.resolve("config/blocklist.txt"), "heron\n");

    await()
        .atMost(30, SECONDS)
        .until(() -> visitor.type(words).contains("“heron” is not drawn here"));
  }

  @Test
  void a_model_that_nobody_serves_is_neither_offered_nor_taken() {
    PageVisitor visitor = new PageVisitor(standalone.url());

    assertThat(visitor.get("/api/models").body())
        .asString()
        .contains("\"id\":\"bundled\"")
        .doesNotContain("dalle-mini");
    assertThat(visitor.type("/imagine a cat --model dalle-mini"))
        .contains("These are ready: bundled, bundled-optimised.")
        .contains("No worker here draws with DALL·E mini now.")
        .contains("./vitrail models pull dalle-mini");
    standalone.worker().ready().join();
    // What was seen of the models a moment ago may still be told.
    await()
        .untilAsserted(
            () ->
                assertThat(visitor.get("/healthz").body())
                    .asString()
                    .contains("\"bundled\":\"loaded\""));
  }

  private Map<String, String> environment(String port) {
    return environment(data, port);
  }

  private static Map<String, String> environment(Path data, String port) {
    return Map.of(
        "VITRAIL_DATA_FOLDER",
        UnpackedModel.in(data).toString(),
        "VITRAIL_WEB_PORT",
        port,
        "VITRAIL_WORKER_PRECISION",
        "f32",
        "VITRAIL_WORKER_THREADS",
        "1");
  }

  private static String appendOnlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      Path file = files.filter(path -> path.toString().endsWith(".aof")).findFirst().orElseThrow();
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
  }

  private static void killRedis() {
    assertThat(redisProcesses(home)).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
  }

  private static List<ProcessHandle> redisProcesses(Path data) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").startsWith(data.toString()))
        .toList();
  }
}
