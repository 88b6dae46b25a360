package org.vitrail.inference.model.tensor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** Memory outside the Java heap: what the system still has, and what PyTorch need not keep. */
public final class SystemMemory {
  private static final String DIAGNOSTICS = "com.sun.management:type=DiagnosticCommand";
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CGROUP = Path.of("/sys/fs/cgroup");

  private SystemMemory() {}

  /**
   * Gives back to the system what was freed. The C library keeps it in the hope of using it again,
   * and between tensors that stay it becomes gaps that nobody uses: after loading a model of 6 GB,
   * another 1.6 GB. Linux only, by {@code malloc_trim} of JDK 17.0.9 or newer; elsewhere nothing
   * happens.
   */
  public static void trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName(DIAGNOSTICS), "systemTrimNativeHeap", null, null);
    } catch (JMException e) {
      // This Java has no such command.
      return;
    }
  }

  /**
   * Bytes that this process holds outside the Java heap, without files that are mapped. Linux
   * tells; elsewhere it is unknown.
   */
  public static OptionalLong usedBytes() {
    try {
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
      long resident = 1024 * number(Files.readString(STATUS), "RssAnon:\\s+");
      return OptionalLong.of(Math.max(0, resident - heap));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Bytes that this process can still take, swap included, within the limit of its container. Linux
   * tells; elsewhere it is unknown.
   */
  public static OptionalLong availableBytes() {
    try {
      long free = availableBytes(Files.readString(MEMINFO));
      if (Files.isReadable(CGROUP.resolve("memory.max"))) {
        free =
            Math.min(
                free,
                availableBytes(
                    Files.readString(CGROUP.resolve("memory.max")),
                    Files.readString(CGROUP.resolve("memory.current")),
                    Files.readString(CGROUP.resolve("memory.stat"))));
      }
      return OptionalLong.of(free);
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** From the text of {@code /proc/meminfo}. */
  static long availableBytes(String meminfo) {
    return 1024 * (number(meminfo, "MemAvailable: +") + number(meminfo, "SwapFree: +"));
  }

  /** From a control group's files: its limit, its use, and the part of that which is file cache. */
  static long availableBytes(String max, String current, String stat) {
    return max.startsWith("max")
        ? Long.MAX_VALUE
        : Long.parseLong(max.strip()) - Long.parseLong(current.strip()) + number(stat, "file ");
  }

  private static long number(String text, String key) {
    Matcher matcher = Pattern.compile("^" + key + "(\\d+)", Pattern.MULTILINE).matcher(text);
    if (!matcher.find()) {
      throw new NumberFormatException("There is no " + key.strip());
    }
    return Long.parseLong(matcher.group(1));
  }
}
