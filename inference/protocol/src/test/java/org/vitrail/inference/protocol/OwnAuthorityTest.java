package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.protocol.RedisFault.Kind;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/** A real server with TLS, whose certificate an authority of one's own has signed. */
@Tag("slow")
class OwnAuthorityTest {
  private static final Path SERVER = Path.of("/usr/bin/redis-server");
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");

  @TempDir Path folder;

  @Test
  void a_certificate_of_an_own_authority_is_trusted_where_its_file_is_named() throws Exception {
    makeAuthority();
    run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout other-key.pem -out other.pem -days 2"
            + " -subj /CN=other");
    int port = freePort();
    Process server = start(server(port));
    try {
      RedisAddress address = RedisAddress.parse("rediss://127.0.0.1:" + port);
      RedisAddress trusting = address.trusting(folder.resolve("ca.pem"));
      Awaitility.await()
          .until(
              () ->
                  !server.isAlive() || RedisCheck.of(trusting).sentences(Kind.UNUSABLE).isEmpty());
      assertThat(server.isAlive()).as("redis-server with TLS").isTrue();
      try (UnifiedJedis redis = RedisConnection.open(trusting)) {
        assertThat(redis.set("a", "b")).isEqualTo("OK");
      }
      for (RedisAddress wrong :
          List.of(
              address,
              address.trusting(folder.resolve("other.pem")),
              RedisAddress.parse("rediss://localhost:" + port)
                  .trusting(folder.resolve("ca.pem")))) {
        assertThat(RedisCheck.of(wrong).sentences(Kind.UNUSABLE))
            .singleElement()
            .asString()
            .contains("cannot be reached by TLS", "redis.caFile");
      }
    } finally {
      server.destroyForcibly().onExit().join();
    }
  }

  @Test
  void each_node_of_a_cluster_is_trusted_by_the_same_file() throws Exception {
    makeAuthority();
    // Nodes talk to each other 10,000 ports higher.
    int[] ports =
        IntStream.generate(OwnAuthorityTest::freePort).filter(it -> it < 55_000).limit(2).toArray();
    List<Process> nodes = new ArrayList<>();
    try {
      for (int port : ports) {
        nodes.add(
            start(
                server(port)
                    + " --cluster-enabled yes --tls-cluster yes"
                    + " --dbfilename %1$d.rdb --appenddirname %1$d --cluster-config-file %1$d.conf"
                        .formatted(port)));
      }
      Path authority = folder.resolve("ca.pem");
      for (int i = 0; i < 2; i++) {
        RedisAddress node = RedisAddress.parse("rediss://127.0.0.1:" + ports[i]);
        try (Jedis jedis = jedis(node.trusting(authority))) {
          jedis.clusterAddSlots(IntStream.range(8192 * i, 8192 * (i + 1)).toArray());
          jedis.clusterMeet("127.0.0.1", ports[0]);
        }
      }
      RedisAddress cluster = RedisAddress.parse("rediss-cluster://127.0.0.1:" + ports[0]);
      RedisAddress trusting = cluster.trusting(authority);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(RedisCheck.of(trusting).sentences(Kind.UNUSABLE)).isEmpty());
      try (UnifiedJedis redis = RedisConnection.open(trusting)) {
        // Half of the names lead to the other node, whose address only the first one told.
        for (int i = 0; i < 20; i++) {
          assertThat(redis.set("vitrail:image:" + i, "b")).isEqualTo("OK");
        }
      }
      assertThat(RedisCheck.of(cluster).sentences(Kind.UNUSABLE))
          .singleElement()
          .asString()
          .contains("cannot be reached by TLS", "redis.caFile");
    } finally {
      nodes.forEach(node -> node.destroyForcibly().onExit().join());
    }
  }

  private static Jedis jedis(RedisAddress node) {
    return Awaitility.await()
        .ignoreExceptions()
        .until(
            () -> {
              Jedis jedis =
                  new Jedis(
                      new HostAndPort(node.host(), node.port()), RedisConnection.config(node));
              jedis.ping();
              return jedis;
            },
            it -> true);
  }

  private void makeAuthority() throws Exception {
    assumeTrue(
        Files.isExecutable(SERVER) && Files.isExecutable(OPENSSL),
        "skipped: needs " + SERVER + " with TLS and " + OPENSSL);
    run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out ca.pem -days 2"
            + " -subj /CN=house -addext subjectAltName=IP:127.0.0.1");
  }

  private static String server(int port) {
    return SERVER
        + " --port 0 --tls-port "
        + port
        + " --bind 127.0.0.1 --tls-cert-file ca.pem --tls-key-file key.pem"
        + " --tls-ca-cert-file ca.pem --tls-auth-clients no --appendonly yes";
  }

  @Test
  void a_file_without_certificates_is_named() throws IOException {
    RedisAddress address = RedisAddress.parse("rediss://h");
    Path none = Files.writeString(folder.resolve("none.pem"), "not one\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> address.trusting(none))
        .withMessageContaining("none.pem holds no certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> address.trusting(folder.resolve("missing.pem")))
        .withMessageContaining("missing.pem cannot be read");
  }

  private void run(String command) throws Exception {
    assertThat(start(command).waitFor()).as(command).isZero();
  }

  private Process start(String command) throws IOException {
    return new ProcessBuilder(Stream.of(command.split(" ")).toList())
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.log").toFile())
        .start();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
