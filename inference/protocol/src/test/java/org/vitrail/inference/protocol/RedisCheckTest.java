package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.RedisFault.Kind.LOSES_JOBS;
import static org.vitrail.inference.protocol.RedisFault.Kind.UNUSABLE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

@Tag("slow")
class RedisCheckTest {
  @Test
  void a_server_that_keeps_everything_has_no_fault_and_nothing_is_left_there() {
    try (RedisServerProcess server = new RedisServerProcess("--appendonly", "yes").start()) {
      RedisCheck.Report report = RedisCheck.of(RedisAddress.parse(server.url()));
      assertThat(report.faults()).isEmpty();
      assertThat(report.version()).matches("(?:|Valkey )\\d+\\.\\d+\\.\\d+");
      assertThat(keysOf(server)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--appendonly no | LOSES_JOBS | keeps nothing on disk | CONFIG SET appendonly yes",
        "--appendonly no --save 900 1 | NOTE | only saves snapshots (save 900 1) | appendonly yes",
        "--maxmemory 100mb --maxmemory-policy allkeys-lru | LOSES_JOBS | maxmemory-policy allkeys-lru, maxmemory 104857600), waiting jobs among them | CONFIG SET maxmemory-policy noeviction",
        "--maxmemory 100mb --maxmemory-policy allkeys-random | LOSES_JOBS | waiting jobs | noeviction",
        "--maxmemory 100mb --maxmemory-policy volatile-lru | LOSES_JOBS | pictures and undelivered results | noeviction",
        "--maxmemory 100mb --maxmemory-policy volatile-ttl | LOSES_JOBS | pictures and undelivered results | noeviction",
        "--maxmemory-policy allkeys-lfu | NOTE | as soon as maxmemory is set | noeviction",
        "--replicaof 127.0.0.1 1 | UNUSABLE | is a replica | name the master",
        "--replicaof 127.0.0.1 1 --replica-read-only no | UNUSABLE | is a replica | name the master",
        "--replicaof 127.0.0.1 1 --replica-serve-stale-data no | UNUSABLE | is a replica | the master",
        "--maxmemory 1 | UNUSABLE | has no memory left | Raise its setting maxmemory",
        "--min-replicas-to-write 1 | UNUSABLE | too few replicas | min-replicas-to-write",
        "--cluster-enabled yes | UNUSABLE | is part of a cluster | redis-cluster://host:port",
        "--rename-command XAUTOCLAIM NONE | UNUSABLE | does not know the command XAUTOCLAIM | 6.2 or newer",
        "--rename-command EVAL NONE1 --rename-command CONFIG NONE2 | UNUSABLE | does not know the command EVAL | without renamed",
        "--requirepass other | UNUSABLE | does not accept the user name or password | percent-encoded",
      })
  void what_a_server_would_lose_or_refuse_is_found_with_its_remedy(
      String options, RedisFault.Kind kind, String what, String help) {
    String all = options.contains("--appendonly") ? options : "--appendonly yes " + options;
    try (RedisServerProcess server = new RedisServerProcess(all.split(" ")).start()) {
      RedisCheck.Report report = RedisCheck.of(RedisAddress.parse(server.url()));
      assertThat(report.faults())
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.kind()).isEqualTo(kind);
                assertThat(fault.sentence())
                    .startsWith("Redis at " + server.url() + " ")
                    .contains(what, help)
                    .endsWith(".");
              });
    }
  }

  @Test
  void a_disk_that_takes_nothing_is_found() throws IOException {
    try (RedisServerProcess server = new RedisServerProcess("--save", "1000", "1").start()) {
      server.loseDisk();
      assertThat(RedisCheck.of(RedisAddress.parse(server.url())).sentences(UNUSABLE))
          .singleElement()
          .asString()
          .contains("cannot write to its disk", "Make room");
    }
  }

  /** As managed services and careful operators give them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~* &* +@all -xadd -publish           | UNUSABLE | use XADD on the keys vitrail:*",
        "~* &* +@all -@scripting              | UNUSABLE | use EVAL, EVALSHA on the keys vitrail:*",
        "~* &* +@all -evalsha                 | UNUSABLE | use EVALSHA on the keys vitrail:*",
        "~* &* +@all -eval                    | UNUSABLE | use EVAL on the keys vitrail:*",
        "~* &* +@all -pubsub                  | NOTE     | +pubsub",
        "~* resetchannels &vitrail:{queue}:changed +@all | NOTE | &vitrail:{queue}:worker:* +pubsub",
        "~* &* +@all -del                     | UNUSABLE | use DEL on the keys vitrail:*",
        "~other:* &* +@all                    | UNUSABLE | use SET, GET",
        "~vitrail:{queue}:* &* +@all          | UNUSABLE | use SET of vitrail:*, DEL on the keys",
        "~* resetchannels +@all               | UNUSABLE | the channel vitrail:{queue}:changed",
        "~* &* +@all -publish                 | UNUSABLE | the channel vitrail:{queue}:changed",
        "~* &* +@all -info                    | NOTE     | allow its user the command INFO",
        "~* &* +@all -config                  | NOTE     | does not tell whether it saves snapshots",
      })
  void missing_rights_are_told_by_name(String rights, RedisFault.Kind kind, String what) {
    try (RedisServerProcess server = new RedisServerProcess().start()) {
      RedisCheck.Report report = RedisCheck.of(with(server, rights));
      assertThat(report.sentences(kind)).singleElement().asString().contains(what);
      assertThat(keysOf(server)).doesNotContainSequence("vitrail:probe");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resetchannels ~vitrail:* &vitrail:* +@all -@dangerous +info +cluster|slots",
        "resetchannels ~vitrail:* &vitrail:{queue}:changed +@all -@admin",
      })
  void the_rights_that_we_advise_are_enough(String rights) {
    try (RedisServerProcess server = new RedisServerProcess("--appendonly", "yes").start()) {
      RedisCheck.Report report = RedisCheck.of(with(server, rights));
      assertThat(report.sentences(UNUSABLE)).isEmpty();
      assertThat(report.sentences(LOSES_JOBS)).isEmpty();
      assertThat(keysOf(server)).isEmpty();
    }
  }

  @Test
  void whoever_cannot_be_reached_is_told_why() throws IOException {
    assertThat(unusable("redis://no-such-host.invalid:1"))
        .contains("no machine of the name no-such-host.invalid");
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = mute.getLocalPort();
      mute.close();
      assertThat(unusable("redis://:s3cret@127.0.0.1:" + port))
          .contains("nothing listens at port " + port + " of 127.0.0.1")
          .doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "redis, another service listens there",
    "rediss, cannot be reached by TLS: it speaks none",
  })
  void another_service_is_not_taken_for_redis(String scheme, String what) throws Exception {
    try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread service =
          new Thread(
              () -> {
                try (Socket guest = web.accept()) {
                  guest.getInputStream().read();
                  guest
                      .getOutputStream()
                      .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                  guest.getInputStream().readAllBytes();
                } catch (IOException gone) {
                  // The guest has heard enough.
                }
              });
      service.start();
      assertThat(unusable(scheme + "://127.0.0.1:" + web.getLocalPort())).contains(what);
      service.join();
    }
  }

  @Test
  void every_command_that_is_tried_exists() {
    assertThat(RedisProbe.COMMANDS)
        .allSatisfy(line -> Protocol.Command.valueOf(line.split(" ")[0]))
        .doesNotHaveDuplicates();
  }

  private static String unusable(String url) {
    List<String> sentences = RedisCheck.of(RedisAddress.parse(url)).sentences(UNUSABLE);
    assertThat(sentences).hasSize(1);
    return sentences.get(0);
  }

  private static RedisAddress with(RedisServerProcess server, String rights) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      jedis.aclSetUser("vitrail", ("reset on >s3cret " + rights).split(" +"));
    }
    return RedisAddress.parse("redis://vitrail:s3cret@127.0.0.1:" + server.port());
  }

  private static Set<String> keysOf(RedisServerProcess server) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      return jedis.keys("*");
    }
  }
}
