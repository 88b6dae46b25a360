package org.vitrail.deploy.standalone.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;

/**
 * What a process and its Redis take at one moment.
 *
 * @param heapBytes after a collection
 * @param residentBytes of the whole process; 0 where the machine does not tell
 * @param openFiles 0 where the machine does not tell
 */
record Resources(
    long heapBytes,
    long residentBytes,
    long threads,
    long openFiles,
    long redisKeys,
    long redisBytes,
    long redisConnections) {
  static Resources now(UnifiedJedis redis) {
    // What nobody holds any more is no growth.
    System.gc();
    Map<String, String> info = new LinkedHashMap<>();
    redis
        .info()
        .lines()
        .filter(line -> line.contains(":"))
        .forEach(
            line ->
                info.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    return new Resources(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        resident(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0,
        redis.dbSize(),
        Long.parseLong(info.getOrDefault("used_memory", "0").trim()),
        Long.parseLong(info.getOrDefault("connected_clients", "0").trim()));
  }

  /** Linux says it in a line such as "VmRSS: 71234 kB". */
  private static long resident() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
