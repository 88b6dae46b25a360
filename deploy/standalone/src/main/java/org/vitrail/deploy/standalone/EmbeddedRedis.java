package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.protocol.ExponentialBackoff;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The real redis-server from the jar as a child process with its data in the data folder; knows
 * nothing of queues and jobs.
 *
 * <p>The server listens on the loopback interface only and asks for a random password, which lies
 * in files of mode 0600 and never on a command line. It runs in a session of its own, so that
 * Ctrl-C in the terminal reaches this process only, which then drains and closes the server itself.
 * A server that an earlier process left behind (kill -9) is taken over with its data. A server that
 * dies is started again on the same port, where clients find it when they reconnect; one that dies
 * again and again is started ever more rarely, but never given up.
 *
 * <p>The caller holds the {@link DataFolderLock}: two servers must never write the same file.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final int PORT_ATTEMPTS = 5;
  private static final int LOG_LINES = 3;

  private static final ExponentialBackoff RESTARTS =
      new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final RedisFolder folder;
  private final RedisProgram program;
  private final Restarts restarts;
  private int port;
  private volatile ProcessHandle server;

  /** Whether the server has answered since it was started; one that only just runs is none yet. */
  private volatile boolean answered;

  private boolean adopted;
  private volatile boolean closing;

  private EmbeddedRedis(RedisFolder folder, ExponentialBackoff pauses) throws IOException {
    this.folder = folder;
    this.program = new RedisProgram(folder, TimeSource.system());
    this.restarts = new Restarts(pauses, TimeSource.system()::nanoTime);
  }

  /**
   * Takes over the server that is still running in the data folder, else starts one; returns when
   * it answers.
   *
   * @throws StandaloneException with the reason and the end of the server's log
   */
  public static EmbeddedRedis start(Path dataFolder) {
    return start(dataFolder, RESTARTS);
  }

  static EmbeddedRedis start(Path dataFolder, ExponentialBackoff pauses) {
    try {
      EmbeddedRedis redis = new EmbeddedRedis(RedisFolder.in(dataFolder), pauses);
      redis.adoptOrLaunch();
      return redis;
    } catch (IOException e) {
      FileTrouble trouble = FileTrouble.of(e);
      throw new StandaloneException(
          "The embedded Redis cannot use the data folder %s: %s. %s, or give another by VITRAIL_DATA_FOLDER."
              .formatted(dataFolder, trouble.what(), trouble.help()),
          e);
    }
  }

  /** The address with the password, for clients; never to be logged. */
  public String url() {
    return url(password(), port());
  }

  /** The address of a server that this or another process started; never to be logged. */
  static String url(String password, int port) {
    return "redis://:" + password + "@127.0.0.1:" + port;
  }

  /** What clients sign in with; never to be logged. */
  String password() {
    return program.password();
  }

  public synchronized int port() {
    return port;
  }

  /** Where the server notes every write; Redis 7, which has several such files, is none of ours. */
  Path appendOnlyFile() {
    return folder.path().resolve("appendonly.aof");
  }

  /** The server's process number, of one that only begins, too. */
  public long pid() {
    return server.pid();
  }

  /** Whether the server was left behind by an earlier process and taken over. */
  public synchronized boolean isAdopted() {
    return adopted;
  }

  private synchronized void adoptOrLaunch() throws IOException {
    Optional<ProcessHandle> orphan = orphan();
    if (orphan.isPresent() && folder.port().isPresent()) {
      port = folder.port().getAsInt();
      if (program.answers(port, orphan.get()::isAlive)) {
        adopted = true;
        server = orphan.get();
        LOG.info("Took over the Redis that an earlier process left running (process {}).", pid());
        watch();
        return;
      }
    }
    if (orphan.isPresent()) {
      // It is ours but does not know our password or port: it must not write beside the new one.
      ProcessEnd.of(orphan.get());
    }
    launchOnSomePort();
    watch();
  }

  /**
   * The living server of an earlier process: its number is written down and it runs our program.
   */
  private Optional<ProcessHandle> orphan() throws IOException {
    if (folder.process().isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.of(folder.process().getAsInt())
        .filter(ProcessHandle::isAlive)
        .filter(handle -> handle.info().command().map(this::isOurProgram).orElse(false));
  }

  private boolean isOurProgram(String command) {
    // Linux appends a note to the name of a program that was replaced on disk since.
    return Path.of(command.replaceFirst(" \\(deleted\\)$", "")).startsWith(folder.path());
  }

  private void launchOnSomePort() throws IOException {
    folder.unpackProgram();
    folder.trimLog();
    for (int attempt = 1; ; attempt++) {
      port = attempt == 1 ? rememberedOrFreePort() : Ports.free();
      if (launch()) {
        folder.rememberPort(port);
        return;
      }
      boolean taken = String.join("\n", folder.logTail(5)).contains("Address already in use");
      if (!taken || attempt == PORT_ATTEMPTS) {
        throw RedisFailure.of(folder);
      }
    }
  }

  /** Whether the server came up; otherwise it ended. */
  private boolean launch() throws IOException {
    Process process = program.start(port);
    answered = false;
    server = process.toHandle();
    if (program.answers(port, () -> process.isAlive() && !closing)) {
      LOG.debug("Redis runs on port {} (process {}), data in {}.", port, pid(), folder.path());
      return true;
    }
    if (process.isAlive()) {
      ProcessEnd.of(server);
      if (!closing) {
        throw RedisFailure.of(folder);
      }
    }
    return false;
  }

  private void watch() {
    answered = true;
    restarts.answered();
    server.onExit().thenAccept(this::startAgain);
  }

  private synchronized void startAgain(ProcessHandle ended) {
    if (closing || !ended.equals(server)) {
      return;
    }
    launchLater(
        "Redis ended unexpectedly; the end of %s: %s"
            .formatted(folder.log(), String.join(" / ", folder.logTail(LOG_LINES))));
  }

  private void launchLater(String why) {
    ProcessHandle ended = server;
    Duration pause = restarts.next();
    String when = pause.isZero() ? "now" : "in " + pause.toSeconds() + " s";
    LOG.warn("Redis is started again {}. {}", when, why);
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> launchAgain(ended));
  }

  /** Nothing that goes wrong here ends the attempts. */
  private synchronized void launchAgain(ProcessHandle ended) {
    if (closing || !ended.equals(server)) {
      return;
    }
    try {
      adopted = false;
      folder.unpackProgram();
      folder.trimLog();
      if (launch()) {
        LOG.info("Redis runs again.");
        watch();
      } else {
        notStarted(RedisFailure.of(folder).getMessage());
      }
    } catch (IOException e) {
      notStarted(FileTrouble.of(e).sentence());
    } catch (RuntimeException e) {
      notStarted(e.getMessage());
    }
  }

  private void notStarted(String why) {
    if (!closing) {
      // Its port may be taken for a while; clients know no other.
      launchLater("Before, it could not be: " + why);
    }
  }

  /** Why jobs can be neither taken nor read, in a sentence; empty while the server answers. */
  public Optional<String> problem() {
    if (!server.isAlive()) {
      return Optional.of(
          "The Redis inside Vitrail has ended; it is started again by itself, every minute at"
              + " least. The log says why it ended.");
    }
    return answered ? Optional.empty() : Optional.of(RedisTrouble.LOADING.sentence());
  }

  private int rememberedOrFreePort() throws IOException {
    if (folder.port().isPresent() && Ports.isFree(folder.port().getAsInt())) {
      return folder.port().getAsInt();
    }
    return Ports.free();
  }

  /** Leaves the server running and unwatched, as a process does that is killed. */
  synchronized void abandon() {
    closing = true;
  }

  /** Ends the server after it has written everything to disk. */
  @Override
  public void close() {
    // Before anybody is waited for: who starts it again waits until it has read its file.
    closing = true;
    end();
  }

  private synchronized void end() {
    if (!server.isAlive()) {
      return;
    }
    try (Jedis jedis = program.connect(port)) {
      jedis.shutdown();
    } catch (JedisException e) {
      LOG.warn("Redis does not take the order to end ({}); ending its process.", e.getMessage());
      ProcessEnd.of(server);
    }
    if (!ProcessEnd.awaited(server)) {
      ProcessEnd.of(server);
    }
  }
}
