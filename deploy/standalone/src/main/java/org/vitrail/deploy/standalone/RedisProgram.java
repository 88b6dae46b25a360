package org.vitrail.deploy.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.vitrail.bot.core.TimeSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * How one redis-server is started in its folder, and whether it answers; knows nothing of what
 * happens when it ends.
 */
final class RedisProgram {
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  /** What of this process's environment the server needs; the rest may hold secrets. */
  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH");

  private final RedisFolder folder;
  private final String password;
  private final TimeSource time;

  RedisProgram(RedisFolder folder, TimeSource time) throws IOException {
    this.folder = folder;
    this.password = folder.password();
    this.time = time;
  }

  /** What clients sign in with; never to be logged. */
  String password() {
    return password;
  }

  /**
   * Starts a server, in a session of its own where the system has a program for that.
   *
   * @throws StandaloneException if the system refuses to run it
   * @throws IOException if its configuration cannot be written
   */
  Process start(int port) throws IOException {
    List<String> command = new ArrayList<>();
    setsid().ifPresent(command::add);
    command.add(folder.program().toString());
    command.add(folder.writeConfiguration(port).toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    builder.environment().keySet().retainAll(ENVIRONMENT);
    try {
      return builder.start();
    } catch (IOException e) {
      throw RedisFailure.notRunnable(folder, e);
    }
  }

  private static Optional<String> setsid() {
    return Stream.of("/usr/bin/setsid", "/bin/setsid")
        .filter(program -> Files.isExecutable(Path.of(program)))
        .findFirst();
  }

  /**
   * Waits until the server answers to our password; a large append-only file takes its time.
   *
   * @param isWanted whether it is alive, and worth to be waited for
   */
  boolean answers(int port, BooleanSupplier isWanted) {
    long deadline = time.nanoTime() + TO_ANSWER.toNanos();
    while (isWanted.getAsBoolean()) {
      try (Jedis jedis = connect(port)) {
        jedis.ping();
        return folder.path().toString().equals(jedis.configGet("dir").get("dir"));
      } catch (JedisException e) {
        String problem = String.valueOf(e.getMessage());
        if (problem.startsWith("LOADING")) {
          deadline = time.nanoTime() + TO_ANSWER.toNanos();
        } else if (problem.startsWith("WRONGPASS") || time.nanoTime() - deadline > 0) {
          return false;
        }
      }
      pause();
    }
    return false;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StandaloneException("The start of the embedded Redis was interrupted.", e);
    }
  }

  /** A connection for one or two commands. */
  Jedis connect(int port) {
    return new Jedis(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder()
            .password(password)
            .autoNegotiateProtocol(false)
            .connectionTimeoutMillis(1000)
            .socketTimeoutMillis(5000)
            .build());
  }
}
