package org.vitrail.inference.protocol;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A real redis-server out of the embedded-redis jar, on a free port, with nothing on disk unless
 * its options say so.
 */
public final class RedisServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The one option of a server that is a sentinel. */
  static final String SENTINEL = "--sentinel";

  private static final int PORTS_TO_TRY = 5;

  /** A cluster's nodes talk to each other at a port that is 10,000 higher. */
  private static final int HIGHEST_PORT = 55_535;

  /** Names another server, such as a newer Redis or Valkey, to run all tests with. */
  private static final String OWN_SERVER = "VITRAIL_TEST_REDIS";

  private final Path folder;
  private final File executable;
  private final boolean isOwn = System.getenv(OWN_SERVER) != null;
  private final List<String> options;
  private int port;
  private Process process;

  /**
   * @param options of redis-server as on its command line, such as {@code --maxmemory 1mb}; they
   *     win over the usual ones
   */
  public RedisServerProcess(String... options) {
    this.options = List.of(options);
    try {
      folder = Files.createTempDirectory("vitrail-redis");
      executable =
          isOwn
              ? new File(System.getenv(OWN_SERVER))
              : ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server could not be unpacked.", e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Where its data would lie. */
  public Path folder() {
    return folder;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Starts on the port of the last time; the first time on a free one. */
  public RedisServerProcess start() {
    if (isAlive()) {
      return this;
    }
    boolean first = port == 0;
    for (int i = 0; i < (first ? PORTS_TO_TRY : 1); i++) {
      port = first ? freePort() : port;
      process = launch();
      // Another program may have taken the port meanwhile, and then the server gives up at once.
      Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive() || answers());
      if (process.isAlive()) {
        return this;
      }
    }
    throw new IllegalStateException("redis-server does not start; see " + log());
  }

  /** Ends the server as a power cut would. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** From now on the server takes connections and answers none, as on a machine that hangs. */
  void hang() {
    signal("STOP");
  }

  /** It answers again, also what it was asked meanwhile. */
  void wake() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>();
    command.add(executable.getPath());
    if (options.equals(List.of(SENTINEL))) {
      command.add(sentinelConfiguration().toString());
      command.add(SENTINEL);
      return start(command);
    }
    command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString(), "--appendonly", "no", "--save", ""));
    if (isOwn) {
      // Else newer servers do not let a test move their folder.
      command.addAll(List.of("--enable-protected-configs", "yes"));
    }
    command.addAll(options);
    return start(command);
  }

  /** A sentinel keeps what it knows in its configuration. */
  private Path sentinelConfiguration() {
    try {
      return Files.writeString(
          folder.resolve("sentinel.conf"),
          "port %d\nbind 127.0.0.1\ndir %s\n".formatted(port, folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(Redirect.appendTo(log()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server could not be started.", e);
    }
  }

  /** A refusal is an answer, too: this server may be one that wants a password. */
  private boolean answers() {
    try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
      return "PONG".equals(client.ping());
    } catch (JedisException e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      return trouble != RedisTrouble.UNREACHABLE && trouble != RedisTrouble.LOADING;
    }
  }

  /** Changes a setting of the running server. */
  public void configure(String setting, String value) {
    try (Jedis client = new Jedis("127.0.0.1", port)) {
      client.configSet(setting, value);
    }
  }

  /**
   * From now on the server, which must save snapshots, finds no folder for them, as on a disk that
   * is full: it refuses every write.
   */
  public void loseDisk() throws IOException {
    Path lost = Files.createDirectory(folder.resolve("lost"));
    configure("dir", lost.toString());
    Files.delete(lost);
    try (Jedis client = new Jedis("127.0.0.1", port)) {
      client.bgsave();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> client.info("persistence").contains("rdb_last_bgsave_status:err"));
    }
  }

  @Override
  public void close() {
    remove();
  }

  private File log() {
    return folder.resolve("redis.log").toFile();
  }

  private void remove() {
    kill();
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort() <= HIGHEST_PORT ? socket.getLocalPort() : freePort();
    } catch (IOException e) {
      throw new UncheckedIOException("There is no free port.", e);
    }
  }
}
