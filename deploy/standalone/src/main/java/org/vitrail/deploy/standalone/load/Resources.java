package org.vitrail.deploy.standalone.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/**
 * What a process and its Redis take at one moment.
 *
 * @param heapBytes after a collection
 * @param openFiles 0 where the machine does not tell
 */
record Resources(
    long heapBytes,
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
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0,
        redis.dbSize(),
        Long.parseLong(info.getOrDefault("used_memory", "0").trim()),
        Long.parseLong(info.getOrDefault("connected_clients", "0").trim()));
  }

  /** By name, in the order in which they are shown. */
  Map<String, Long> byName() {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("heap bytes", heapBytes);
    all.put("threads", threads);
    all.put("open files", openFiles);
    all.put("Redis keys", redisKeys);
    all.put("Redis bytes", redisBytes);
    all.put("Redis connections", redisConnections);
    return all;
  }
}
