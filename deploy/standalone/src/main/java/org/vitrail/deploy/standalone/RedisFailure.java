package org.vitrail.deploy.standalone;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.inference.model.tensor.NativeFolder;

/** Explains from the end of its log why the embedded Redis did not start, and what to do. */
final class RedisFailure {
  private static final Pattern LIBRARY =
      Pattern.compile("error while loading shared libraries: (\\S+?):");

  private RedisFailure() {}

  static StandaloneException of(RedisFolder folder) {
    List<String> tail = folder.logTail(8);
    return new StandaloneException(
        "The embedded Redis does not start: %s%nThe end of %s:%n  %s"
            .formatted(
                reason(String.join("\n", tail), folder), folder.log(), String.join("\n  ", tail)));
  }

  private static String reason(String log, RedisFolder folder) {
    Matcher library = LIBRARY.matcher(log);
    if (library.find()) {
      return "the library %s is missing. Install OpenSSL 3 (Debian, Ubuntu: sudo apt-get install libssl3; Fedora: sudo dnf install openssl-libs), or set REDIS_URL to a Redis of your own."
          .formatted(library.group(1));
    }
    if (log.contains("GLIBC_")) {
      return "this system's C library is too old. Use a newer release of it, or set REDIS_URL to a Redis of your own.";
    }
    if (log.contains("Bad file format reading the append only file")) {
      return "its append-only file is damaged. Restore %s from a backup, repair it with redis-check-aof --fix, or move it away to begin with an empty queue."
          .formatted(folder.path().resolve("appendonly.aof"));
    }
    if (log.contains("No space left")) {
      return "the disk of the data folder is full. Make room, or give another folder by VITRAIL_DATA_FOLDER.";
    }
    // Not the server's own words, but those of setsid, which starts it.
    if (log.contains("failed to execute")) {
      return notRunnable(folder);
    }
    if (log.contains("Permission denied")) {
      return "it may not read or write in %s. Give the folder to the user who runs Vitrail."
          .formatted(folder.path());
    }
    return "its log says why. If that does not help, set REDIS_URL to a Redis of your own.";
  }

  /** The operating system refused to run the program at all. */
  static StandaloneException notRunnable(RedisFolder folder, Exception cause) {
    return new StandaloneException(
        "The embedded Redis cannot be run: " + notRunnable(folder), cause);
  }

  private static String notRunnable(RedisFolder folder) {
    return "the data folder %s %s. Give another folder by VITRAIL_DATA_FOLDER, or set REDIS_URL to a Redis of your own."
        .formatted(
            folder.path(),
            NativeFolder.obstacle(folder.path())
                .orElse("holds a program that this system does not run: delete its folder bin"));
  }
}
