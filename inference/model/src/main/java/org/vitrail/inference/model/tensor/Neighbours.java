package org.vitrail.inference.model.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many of this machine's cores other programs keep busy. Linux tells it for the processors that
 * this process may use, and what a hypervisor takes away counts as well; elsewhere Java's own
 * figures serve.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>
 */
final class Neighbours {
  /**
   * Columns of a line of {@code /proc/stat}, its name left out; what comes later is counted twice.
   */
  private static final int COLUMNS = 8;

  private static final int NICE = 1;
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISK = 4;

  /** Columns of {@code /proc/self/stat} behind the program's name, which may hold anything. */
  private static final int OWN_USER = 11;

  private static final int OWN_SYSTEM = 12;
  private static final int OWN_NICE = 16;

  private final OperatingSystemMXBean java;
  private Ticks before;

  Neighbours() {
    java =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
            ? bean
            : null;
  }

  /**
   * What others do on the cores that this process may use.
   *
   * @param busyCores kept busy by others, 0 to {@code cores}
   */
  record Load(int cores, double busyCores) {}

  /**
   * Processor time since the machine started, in the kernel's unit.
   *
   * @param all time that has passed on all cores together
   * @param busy part of it in which they worked
   * @param own part of that for this process
   */
  record Ticks(int cores, long all, long busy, long own) {}

  /** What others did since the last call; empty where nothing is known, as at the first call. */
  Optional<Load> look() {
    try {
      Ticks now = read(proc("stat"), proc("self/stat"), proc("self/status"));
      Ticks last = before;
      before = now;
      return last == null ? Optional.empty() : between(last, now);
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return java == null
          ? Optional.empty()
          : elsewhere(java.getCpuLoad(), java.getProcessCpuLoad());
    }
  }

  private static String proc(String name) throws IOException {
    return Files.readString(Path.of("/proc", name), StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads the kernel's files.
   *
   * @throws IllegalArgumentException or IndexOutOfBoundsException if they are none
   */
  static Ticks read(String stat, String self, String status) {
    String[] own = self.substring(self.lastIndexOf(')') + 2).split(" ");
    // Programs that made themselves nice give way at once, unless this one is as nice.
    boolean countsNice = Integer.parseInt(own[OWN_NICE]) > 0;
    Set<String> mine = processors(status);
    long all = 0;
    long busy = 0;
    int cores = 0;
    for (String line : stat.lines().toList()) {
      String[] words = line.split(" +");
      if (!mine.contains(words[0])) {
        continue;
      }
      cores++;
      for (int i = 0; i < COLUMNS; i++) {
        long ticks = Long.parseLong(words[i + 1]);
        all += ticks;
        boolean works = i != IDLE && i != WAITING_FOR_DISK && (i != NICE || countsNice);
        busy += works ? ticks : 0;
      }
    }
    return new Ticks(
        cores, all, busy, Long.parseLong(own[OWN_USER]) + Long.parseLong(own[OWN_SYSTEM]));
  }

  /** Processors that this process may use, as {@code /proc/stat} calls them. */
  private static Set<String> processors(String status) {
    String list =
        status
            .lines()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("No list of processors."));
    Set<String> names = new TreeSet<>();
    for (String range : list.split(",")) {
      int[] ends = Arrays.stream(range.split("-")).mapToInt(Integer::parseInt).toArray();
      for (int i = ends[0]; i <= ends[ends.length - 1]; i++) {
        names.add("cpu" + i);
      }
    }
    return names;
  }

  /** Empty if next to no time has passed. */
  static Optional<Load> between(Ticks before, Ticks now) {
    double each = (double) (now.all() - before.all()) / now.cores();
    if (!(each > 0)) {
      return Optional.empty();
    }
    double busy = (now.busy() - before.busy() - (now.own() - before.own())) / each;
    return Optional.of(new Load(now.cores(), Math.max(0, Math.min(now.cores(), busy))));
  }

  /** From shares of the whole machine; negative, or not a number, where they are unknown. */
  static Optional<Load> elsewhere(double all, double own) {
    if (!(all >= 0 && own >= 0)) {
      return Optional.empty();
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return Optional.of(new Load(cores, Math.max(0, all - own) * cores));
  }
}
