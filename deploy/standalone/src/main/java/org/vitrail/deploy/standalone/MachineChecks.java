package org.vitrail.deploy.standalone;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the doctor asks of the machine itself; knows no settings. */
final class MachineChecks {
  private static final double GIB = 1L << 30;

  /** One process with PyTorch and the bundled model, and its Redis. */
  private static final double NEEDED_MEMORY_GIB = 1.5;

  Finding java() {
    Runtime.Version version = Runtime.version();
    return version.feature() >= 17
        ? Finding.good("Java", version + " in " + System.getProperty("java.home"))
        : Finding.bad("Java", version + "; install a JDK 17 or newer.");
  }

  Finding memory() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double total = system.getTotalMemorySize() / GIB;
    double available = availableMemory().orElse(system.getFreeMemorySize() / GIB);
    String amounts =
        String.format(Locale.ROOT, "%.1f GB free of %.1f GB", Math.min(available, total), total);
    if (total < NEEDED_MEMORY_GIB) {
      return Finding.bad("memory", amounts + "; about 1.5 GB are needed.");
    }
    return available < NEEDED_MEMORY_GIB
        ? Finding.neutral("memory", amounts + "; about 1.5 GB are needed: end other programs.")
        : Finding.good("memory", amounts);
  }

  /** What Linux could free for us counts as free. */
  private static Optional<Double> availableMemory() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      Pattern pattern = Pattern.compile("MemAvailable: *(\\d+) kB");
      return lines
          .map(pattern::matcher)
          .filter(Matcher::matches)
          .map(matcher -> Long.parseLong(matcher.group(1)) * 1024 / GIB)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Finding cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores > 1
        ? Finding.good("cores", Integer.toString(cores))
        : Finding.neutral("cores", "1; pictures will take twice as long as with two.");
  }

  /** Where PyTorch's libraries go, which is tried. */
  Finding natives(ModelShelf shelf) {
    try {
      return Finding.good("PyTorch", "its libraries are unpacked into " + shelf.chooseNatives());
    } catch (IllegalArgumentException e) {
      return Finding.bad("PyTorch", e.getMessage());
    }
  }

  /** PyTorch is built for glibc; Alpine and others have musl. */
  Finding libraries() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.startsWith("Linux")) {
      return Finding.good("system", system);
    }
    try (Stream<Path> files = Files.list(Path.of("/lib"))) {
      boolean musl = files.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"));
      boolean glibc =
          Stream.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
              .anyMatch(file -> Files.exists(Path.of(file)));
      return musl && !glibc
          ? Finding.bad(
              "system", system + " with musl; PyTorch needs glibc: use Debian, Ubuntu or Fedora.")
          : Finding.good("system", system + " with glibc");
    } catch (IOException e) {
      return Finding.neutral("system", system);
    }
  }
}
