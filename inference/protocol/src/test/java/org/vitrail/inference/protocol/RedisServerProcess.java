package org.vitrail.inference.protocol;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** A real redis-server out of the embedded-redis jar, on a free port, with nothing on disk. */
final class RedisServerProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PORTS_TO_TRY = 5;

  private final Path folder;
  private final File executable;
  private int port;
  private Process process;

  RedisServerProcess() {
    try {
      folder = Files.createTempDirectory("vitrail-redis");
      executable = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server could not be unpacked.", e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Starts on the port of the last time; the first time on a free one. */
  void start() {
    if (isAlive()) {
      return;
    }
    boolean first = port == 0;
    for (int i = 0; i < (first ? PORTS_TO_TRY : 1); i++) {
      port = first ? freePort() : port;
      process = launch();
      // Another program may have taken the port meanwhile, and then the server gives up at once.
      Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive() || answers());
      if (process.isAlive()) {
        return;
      }
    }
    throw new IllegalStateException("redis-server does not start; see " + log());
  }

  /** Ends the server as a power cut would. */
  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  private Process launch() {
    List<String> command =
        List.of(
            executable.getPath(),
            "--port",
            String.valueOf(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder.toString(),
            "--appendonly",
            "no",
            "--save",
            "");
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(Redirect.appendTo(log()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server could not be started.", e);
    }
  }

  private boolean answers() {
    try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
      return "PONG".equals(client.ping());
    } catch (JedisException notYet) {
      return false;
    }
  }

  private File log() {
    return folder.resolve("redis.log").toFile();
  }

  private void remove() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("There is no free port.", e);
    }
  }
}
