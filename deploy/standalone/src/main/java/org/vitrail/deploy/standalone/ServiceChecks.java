package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.config.Settings;
import org.vitrail.config.SettingsException;
import org.vitrail.config.WebSettings;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.protocol.RedisAddress;

/** What the doctor asks of the data folder, Redis and the page's port. */
final class ServiceChecks {
  private static final double GIB = 1L << 30;

  /** The unpacked server, some thousand grids, and the append-only file while it is rewritten. */
  private static final double NEEDED_DISK_GIB = 1;

  private final Settings settings;

  ServiceChecks(Settings settings) {
    this.settings = settings;
  }

  Finding dataFolder() {
    Path folder = settings.dataFolder();
    Path there = there(folder);
    if (!Files.isDirectory(there)) {
      return unusable(folder, FileTrouble.NO_FOLDER);
    }
    try {
      FileStore disk = Files.getFileStore(there);
      if (disk.isReadOnly()) {
        return unusable(folder, FileTrouble.READ_ONLY);
      }
      if (!Files.isWritable(there)) {
        return unusable(folder, FileTrouble.FORBIDDEN);
      }
      double free = disk.getUsableSpace() / GIB;
      String space = String.format(Locale.ROOT, "%s, %.1f GB free", folder, free);
      return free < NEEDED_DISK_GIB
          ? Finding.bad("data", space + "; 1 GB is needed: make room or set VITRAIL_DATA_FOLDER.")
          : Finding.good("data", space);
    } catch (IOException e) {
      return unusable(folder, FileTrouble.of(e));
    }
  }

  static Finding unusable(Path folder, FileTrouble trouble) {
    return Finding.bad(
        "data",
        "%s cannot be used: %s. %s, or set VITRAIL_DATA_FOLDER."
            .formatted(folder, trouble.what(), trouble.help()));
  }

  /** The folder, or what it will be made in. */
  private static Path there(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  List<Finding> redis() {
    try {
      return Installation.ownRedis(settings)
          .map(address -> ownRedis(address))
          .orElseGet(() -> List.of(embeddedRedis()));
    } catch (SettingsException e) {
      return List.of(Finding.bad("Redis", e.getMessage()));
    }
  }

  /**
   * Starts a server for a moment in a folder that is thrown away: nothing less proves that it
   * starts.
   */
  private Finding embeddedRedis() {
    try {
      // On the disk where the data folder is or will be: it may forbid programs (noexec).
      Path trial = Files.createTempDirectory(there(settings.dataFolder()), "doctor");
      try (EmbeddedRedis redis = EmbeddedRedis.start(trial)) {
        OwnRedis found = OwnRedis.at(RedisAddress.parse(redis.url()), false);
        return found.obstacles().isEmpty()
            ? Finding.good(
                "Redis", found.report().version() + " starts here (set REDIS_URL to use your own)")
            : Finding.bad("Redis", String.join(" ", found.obstacles()));
      } finally {
        TemporaryFolder.delete(trial);
      }
    } catch (StandaloneException e) {
      return Finding.bad("Redis", e.getMessage());
    } catch (IOException e) {
      return Finding.bad(
          "Redis",
          "a server cannot be tried out in %s; make room there and let its user write, or set VITRAIL_DATA_FOLDER."
              .formatted(settings.dataFolder()));
    }
  }

  private List<Finding> ownRedis(RedisAddress address) {
    OwnRedis found = OwnRedis.at(address, settings.redis().acceptRisk());
    List<Finding> findings = new ArrayList<>();
    found.obstacles().forEach(it -> findings.add(Finding.bad("Redis", it)));
    if (findings.isEmpty()) {
      findings.add(
          Finding.good(
              "Redis",
              "%s at %s takes writes, scripts, streams and events"
                  .formatted(
                      found.report().version().isEmpty() ? "the server" : found.report().version(),
                      address)));
    }
    found.notes().forEach(it -> findings.add(Finding.neutral("Redis", it)));
    return findings;
  }

  /** Nothing to say where no webhook is set. */
  Optional<Finding> webhook() {
    return DataFolderLock.isTaken(settings.dataFolder())
        ? Optional.empty()
        : Ports.webhookObstacle(settings).map(it -> Finding.bad("webhook", it));
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
