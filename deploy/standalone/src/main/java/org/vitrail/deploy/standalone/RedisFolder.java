package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.vitrail.inference.model.disk.FileTrouble;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * What the embedded Redis keeps on disk: its program, configuration, password, port, process
 * number, log and data. Starts nothing.
 */
record RedisFolder(Path path) {
  private static final long LARGEST_LOG = 4L << 20;

  /** Of the log are read at most, which hold more lines than anybody asks for. */
  private static final long TAIL_BYTES = 1L << 16;

  static RedisFolder in(Path dataFolder) throws IOException {
    OwnerOnly.folder(dataFolder);
    Path path = dataFolder.resolve("redis");
    OwnerOnly.folder(path);
    return new RedisFolder(path.toRealPath());
  }

  /**
   * The password, made at the first start. It stays the same so that an orphaned server can be met
   * again.
   */
  String password() throws IOException {
    Path file = path.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      OwnerOnly.write(file, HexFormat.of().formatHex(random));
    }
    return Files.readString(file).strip();
  }

  /** The port of the last start. */
  OptionalInt port() throws IOException {
    return number("port");
  }

  void rememberPort(int port) throws IOException {
    OwnerOnly.write(path.resolve("port"), Integer.toString(port));
  }

  /**
   * The process of the last start, which Redis itself writes down and deletes when it ends orderly.
   */
  OptionalInt process() throws IOException {
    return number("server.pid");
  }

  private OptionalInt number(String name) throws IOException {
    Path file = path.resolve(name);
    String text = Files.exists(file) ? Files.readString(file).strip() : "";
    return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  Path log() {
    return path.resolve("server.log");
  }

  /** The end of the log, for a person. */
  List<String> logTail(int lines) {
    try (SeekableByteChannel log = Files.newByteChannel(log())) {
      log.position(Math.max(0, log.size() - TAIL_BYTES));
      // Whatever it holds: a server that dies writes what it likes.
      String end = new String(Channels.newInputStream(log).readAllBytes(), StandardCharsets.UTF_8);
      List<String> all = end.lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("Its log cannot be read: " + FileTrouble.of(e).sentence());
    }
  }

  /** Begins a new log at each start, unless the old one is short. */
  void trimLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LARGEST_LOG) {
      Files.delete(log());
    }
  }

  /** Where the program lies, whether it is there yet or not. */
  Path program() {
    return path.resolve("bin").resolve(resource());
  }

  /**
   * Unpacks the program unless it is there.
   *
   * @throws StandaloneException if there is none for this system
   */
  void unpackProgram() throws IOException {
    Path program = program();
    OwnerOnly.folder(program.getParent());
    try (InputStream in = ExecutableProvider.class.getResourceAsStream("/" + resource())) {
      if (in == null) {
        throw noProgram();
      }
      byte[] bytes = in.readAllBytes();
      if (!Files.exists(program) || Files.size(program) != bytes.length) {
        Path fresh = Files.createTempFile(program.getParent(), "redis-server", ".new");
        Files.write(fresh, bytes);
        OwnerOnly.makeExecutable(fresh);
        Files.move(fresh, program, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String resource() {
    String name =
        ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
    // The server for Windows is version 5, which lacks what reclaims the jobs of a dead worker.
    if (name == null || name.contains("windows")) {
      throw noProgram();
    }
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static StandaloneException noProgram() {
    return new StandaloneException(
        "There is no Redis inside Vitrail for %s on %s. Run a Redis 6.2 or newer and set REDIS_URL."
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  /** Writes the configuration, which only its owner may read: it holds the password. */
  Path writeConfiguration(int port) throws IOException {
    Path file = path.resolve("redis.conf");
    OwnerOnly.write(
        file,
        """
        # Written by Vitrail at every start.
        bind 127.0.0.1
        protected-mode yes
        port %d
        requirepass %s
        dir %s
        pidfile %s
        daemonize no
        loglevel notice
        # Every write goes to the append-only file, flushed each second; snapshots would only double the work.
        appendonly yes
        appendfsync everysec
        save ""
        # Never drop a waiting job to make room for another.
        maxmemory-policy noeviction
        """
            .formatted(port, password(), quoted(path), quoted(path.resolve("server.pid"))));
    return file;
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
