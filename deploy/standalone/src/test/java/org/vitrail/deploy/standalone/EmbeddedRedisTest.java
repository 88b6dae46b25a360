package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.protocol.ExponentialBackoff;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

class EmbeddedRedisTest {
  @TempDir Path temp;
  private Path data;
  private EmbeddedRedis redis;

  @BeforeEach
  void start() {
    data = temp.resolve("data with a space");
    redis = EmbeddedRedis.start(data);
  }

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void what_was_written_is_there_after_an_orderly_end_and_a_new_start() {
    write("greeting", "hello");
    int port = redis.port();
    redis.close();
    assertThat(ProcessHandle.of(redis.pid()).filter(ProcessHandle::isAlive)).isEmpty();

    redis = EmbeddedRedis.start(data);

    assertThat(read("greeting")).isEqualTo("hello");
    assertThat(redis.isAdopted()).isFalse();
    assertThat(redis.port()).isEqualTo(port);
  }

  @Test
  void a_server_that_is_killed_comes_back_with_its_data_on_the_same_port() {
    write("greeting", "hello");
    awaitOnDisk("hello");
    int port = redis.port();
    long killed = redis.pid();

    ProcessHandle.of(killed).orElseThrow().destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .untilAsserted(() -> assertThat(read("greeting")).isEqualTo("hello"));
    assertThat(redis.pid()).isNotEqualTo(killed);
    assertThat(redis.port()).isEqualTo(port);
  }

  @Test
  @Tag("slow")
  void a_server_that_is_killed_again_and_again_is_never_given_up() {
    redis.close();
    redis =
        EmbeddedRedis.start(
            data, new ExponentialBackoff(Duration.ofMillis(1), Duration.ofMillis(20)));
    int port = redis.port();

    for (int i = 0; i < 8; i++) {
      long killed = redis.pid();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      await().until(() -> redis.pid() != killed && redis.problem().isEmpty());
    }

    await()
        .ignoreExceptionsInstanceOf(JedisException.class)
        .untilAsserted(() -> assertThat(read("greeting")).isNull());
    assertThat(redis.port()).isEqualTo(port);
  }

  @Test
  @Tag("slow")
  void a_server_that_does_not_start_any_more_is_tried_until_it_does() throws IOException {
    redis.close();
    redis =
        EmbeddedRedis.start(
            data, new ExponentialBackoff(Duration.ofMillis(1), Duration.ofMillis(20)));
    int port = redis.port();
    Path file = data.resolve("redis/appendonly.aof");
    byte[] good = Files.readAllBytes(file);
    Files.writeString(file, "*3\r\nnonsense\r\n$3\r\nfoo\r\n");
    ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();

    // Its own log shows that it was started more often than the former limit allowed.
    await()
        .until(
            () ->
                Files.readString(data.resolve("redis/server.log")).split("Bad file format").length
                    > 8);
    await()
        .untilAsserted(
            () ->
                assertThat(redis.problem())
                    .get()
                    .asString()
                    .contains("has ended", "started again"));

    Files.write(file, good);
    await().until(() -> redis.problem().isEmpty() && Ports.isFree(port) == false);
    await()
        .ignoreExceptionsInstanceOf(JedisException.class)
        .untilAsserted(() -> assertThat(read("greeting")).isNull());
  }

  @Test
  @Tag("slow")
  void a_server_that_still_reads_a_large_file_is_said_to_do_so() throws IOException {
    redis.close();
    String write = "*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$1\r\na\r\n";
    Files.writeString(data.resolve("redis/appendonly.aof"), write.repeat(500_000));
    redis = EmbeddedRedis.start(data);
    assertThat(redis.problem()).isEmpty();

    ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();

    await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> assertThat(redis.problem()).get().asString().contains("reads its data"));
    await().until(() -> redis.problem().isEmpty());
  }

  @Test
  void a_server_left_behind_by_a_killed_process_is_taken_over() {
    write("greeting", "hello");

    redis.abandon();

    try (EmbeddedRedis second = EmbeddedRedis.start(data)) {
      assertThat(second.isAdopted()).isTrue();
      assertThat(second.pid()).isEqualTo(redis.pid());
      assertThat(second.url()).isEqualTo(redis.url());
      assertThat(read("greeting")).isEqualTo("hello");
    }
    await().until(() -> ProcessHandle.of(redis.pid()).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void an_orphan_that_no_longer_knows_our_password_is_replaced_and_never_doubled()
      throws IOException {
    write("greeting", "hello");
    long orphan = redis.pid();
    Files.delete(data.resolve("redis/password"));
    redis.abandon();

    redis = EmbeddedRedis.start(data);

    assertThat(redis.isAdopted()).isFalse();
    assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(read("greeting")).isEqualTo("hello");
  }

  @Test
  void a_port_that_somebody_else_took_leads_to_another_one() throws IOException {
    write("greeting", "hello");
    int port = redis.port();
    redis.close();

    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      redis = EmbeddedRedis.start(data);

      assertThat(redis.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(read("greeting")).isEqualTo("hello");
    }
  }

  @Test
  void the_password_is_needed_and_stands_in_files_of_the_owner_only() throws IOException {
    String password = Files.readString(data.resolve("redis/password"));

    assertThat(redis.url()).contains(password);
    assertThatThrownBy(
            () -> {
              try (Jedis stranger = new Jedis("127.0.0.1", redis.port())) {
                stranger.get("greeting");
              }
            })
        .isInstanceOf(JedisException.class);
    assertThat(ProcessHandle.of(redis.pid()).orElseThrow().info().commandLine().orElse(""))
        .doesNotContain(password);
    assertThat(Files.readString(data.resolve("redis/server.log"))).doesNotContain(password);
    assertThat(mode("redis/password")).isEqualTo("rw-------");
    assertThat(mode("redis/redis.conf")).isEqualTo("rw-------");
    assertThat(mode("redis")).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(data.resolve("redis"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".new"))).isEmpty();
    }
  }

  @Test
  void the_server_has_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it() throws IOException {
    Path stat = Path.of("/proc/" + redis.pid() + "/stat");
    if (Files.isReadable(stat) && Files.exists(Path.of("/usr/bin/setsid"))) {
      // After the name in parentheses: state, parent, process group, session.
      String[] fields = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
      assertThat(fields[3]).isEqualTo(Long.toString(redis.pid()));
    }
  }

  @Test
  void the_server_does_not_see_the_secrets_of_our_environment() throws IOException {
    Path environment = Path.of("/proc/" + redis.pid() + "/environ");
    if (Files.isReadable(environment)) {
      List<String> names =
          Stream.of(Files.readString(environment).split("\0"))
              .map(line -> line.replaceFirst("=.*", ""))
              .toList();
      assertThat(names)
          .isSubsetOf(
              List.of(
                  "PATH",
                  "HOME",
                  "TMPDIR",
                  "LANG",
                  "LC_ALL",
                  "LD_LIBRARY_PATH",
                  "DYLD_LIBRARY_PATH",
                  ""));
    }
  }

  @Test
  void a_damaged_append_only_file_is_explained() throws IOException {
    write("greeting", "hello");
    redis.close();
    Files.writeString(data.resolve("redis/appendonly.aof"), "*3\r\nnonsense\r\n$3\r\nfoo\r\n");

    assertThatThrownBy(() -> EmbeddedRedis.start(data))
        .isInstanceOf(StandaloneException.class)
        .hasMessageContaining("its append-only file is damaged")
        .hasMessageContaining("appendonly.aof");
  }

  @Test
  void a_program_that_cannot_run_is_explained() throws IOException {
    redis.close();
    Path program = onlyFileIn(data.resolve("redis/bin"));
    long size = Files.size(program);
    try (var file = new RandomAccessFile(program.toFile(), "rw")) {
      file.write("no program at all".getBytes(StandardCharsets.UTF_8));
      file.setLength(size);
    }

    assertThatThrownBy(() -> EmbeddedRedis.start(data))
        .isInstanceOf(StandaloneException.class)
        .hasMessageContaining("set REDIS_URL");
  }

  @Test
  void a_data_folder_that_cannot_be_made_is_explained() throws IOException {
    Path file = Files.writeString(temp.resolve("a file"), "");

    assertThatThrownBy(() -> EmbeddedRedis.start(file.resolve("data")))
        .isInstanceOf(StandaloneException.class)
        .hasMessage(
            "The embedded Redis cannot use the data folder %s: a file lies where a folder is needed. Move that file away, or give another by VITRAIL_DATA_FOLDER."
                .formatted(file.resolve("data")));
  }

  private static Path onlyFileIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)));
  }

  private void awaitOnDisk(String text) {
    // appendfsync everysec writes at once and flushes each second; kill -9 keeps what was written.
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(data.resolve("redis/appendonly.aof"))).contains(text));
  }

  private void write(String key, String value) {
    try (RedisClient client = RedisClient.create(redis.url())) {
      client.set(key, value);
    }
  }

  private String read(String key) {
    try (RedisClient client = RedisClient.create(redis.url())) {
      return client.get(key);
    }
  }
}
