package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vitrail.config.Settings;
import org.vitrail.config.WebSettings;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** What the doctor asks of the data folder, Redis and the page's port. */
final class ServiceChecks {
  private static final double GIB = 1L << 30;

  /** The unpacked server, some thousand grids, and the append-only file while it is rewritten. */
  private static final double NEEDED_DISK_GIB = 1;

  private static final Pattern VERSION = Pattern.compile("redis_version:((\\d+)\\.(\\d+)\\S*)");

  private final Settings settings;

  ServiceChecks(Settings settings) {
    this.settings = settings;
  }

  Finding dataFolder() {
    Path folder = settings.dataFolder();
    Path there = there(folder);
    try {
      double free = Files.getFileStore(there).getUsableSpace() / GIB;
      String space = String.format(Locale.ROOT, "%s, %.1f GB free", folder, free);
      if (!Files.isDirectory(there) || !Files.isWritable(there)) {
        return Finding.bad(
            "data", folder + " cannot be written; change its owner or set VITRAIL_DATA_FOLDER.");
      }
      return free < NEEDED_DISK_GIB
          ? Finding.bad("data", space + "; 1 GB is needed: make room or set VITRAIL_DATA_FOLDER.")
          : Finding.good("data", space);
    } catch (IOException e) {
      return Finding.bad("data", folder + " cannot be used (" + e + "); set VITRAIL_DATA_FOLDER.");
    }
  }

  /** The folder, or what it will be made in. */
  private static Path there(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  Finding redis() {
    return settings.redisUrl().isEmpty() ? embeddedRedis() : ownRedis();
  }

  /**
   * Starts a server for a moment in a folder that is thrown away: nothing less proves that it
   * starts.
   */
  private Finding embeddedRedis() {
    try {
      // On the disk where the data folder is or will be: it may forbid programs (noexec).
      Path trial = Files.createTempDirectory(there(settings.dataFolder()), "doctor");
      try (EmbeddedRedis redis = EmbeddedRedis.start(trial);
          RedisClient client = RedisClient.create(redis.url())) {
        return Finding.good(
            "Redis", version(client) + " starts here (set REDIS_URL to use your own)");
      } finally {
        delete(trial);
      }
    } catch (StandaloneException | JedisException | IOException e) {
      return Finding.bad("Redis", e.getMessage());
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private Finding ownRedis() {
    String address = settings.redisAddress();
    try (RedisClient client = RedisClient.create(settings.redisUrl())) {
      String version = version(client);
      return isRecentEnough(version)
          ? Finding.good("Redis", version + " answers at " + address)
          : Finding.bad(
              "Redis", version + " at " + address + " is too old; 6.2 or newer is needed.");
    } catch (JedisException e) {
      return Finding.bad(
          "Redis",
          "%s does not answer (%s). Start it, correct REDIS_URL, or unset it to use the one inside."
              .formatted(address, e.getMessage()));
    }
  }

  private static String version(RedisClient client) {
    Matcher version = VERSION.matcher(client.info("server"));
    return version.find() ? version.group(1) : "unknown version";
  }

  private static boolean isRecentEnough(String version) {
    String[] numbers = version.split("\\.");
    if (!version.matches("\\d+\\.\\d+.*")) {
      return true; // a fork that numbers otherwise: its commands decide
    }
    int major = Integer.parseInt(numbers[0]);
    return major > 6 || major == 6 && Integer.parseInt(numbers[1]) >= 2;
  }

  Finding page() {
    WebSettings web = settings.web();
    if (DataFolderLock.isTaken(settings.dataFolder())) {
      String page = DataFolderLock.holder(settings.dataFolder()).orElse("it is just starting");
      return Finding.good("page", "Vitrail is running: " + page);
    }
    try {
      InetAddress address = InetAddress.getByName(web.host());
      String at = web.host() + ":" + web.port();
      if (web.port() == 0) {
        return Finding.good("page", "will take any free port of " + web.host());
      }
      return Ports.isFree(address, web.port())
          ? Finding.good("page", at + " is free")
          : Finding.bad(
              "page", at + " cannot be used: end who has it, or set VITRAIL_WEB_PORT (0 = any).");
    } catch (UnknownHostException e) {
      return Finding.bad(
          "page", "this machine has no address " + web.host() + "; set VITRAIL_WEB_HOST.");
    }
  }
}
