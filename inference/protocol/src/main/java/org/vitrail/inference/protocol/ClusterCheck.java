package org.vitrail.inference.protocol;

import static org.vitrail.inference.protocol.RedisFault.Kind.UNUSABLE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Looks at each master of a cluster as {@link RedisCheck} looks at a server, and whether events
 * reach from each to the next: all of them have pictures, and each has rights and settings of its
 * own.
 */
final class ClusterCheck {
  private static final String NO_CLUSTER = "cluster support disabled";

  /** Tags are tried out until each master has one; one with a single slot takes some 16,384. */
  private static final int MAX_TAGS = 300_000;

  private ClusterCheck() {}

  static RedisCheck.Report of(RedisAddress address) {
    try (ClusterNodes nodes =
        new ClusterNodes(address, RedisConnection.config(address), RedisConnection.pool())) {
      Map<HostAndPort, String> tags = tags(nodes);
      List<HostAndPort> masters = List.copyOf(tags.keySet());
      String version = "";
      List<RedisFault> faults = new ArrayList<>();
      for (int i = 0; i < masters.size(); i++) {
        HostAndPort next = masters.get((i + 1) % masters.size());
        RedisCheck.Report report =
            RedisCheck.ofNode(
                address.at(masters.get(i)), address.at(next), tags.get(masters.get(i)));
        version = i == 0 ? report.version() : version;
        faults.addAll(report.faults());
      }
      return new RedisCheck.Report(version, faults);
    } catch (JedisException e) {
      return new RedisCheck.Report("", List.of(new RedisFault(UNUSABLE, sentence(address, e))));
    }
  }

  /** For each master a hash tag of a slot that it has, the one that has the queue first. */
  private static Map<HostAndPort, String> tags(ClusterNodes nodes) {
    Map<HostAndPort, String> tags = new LinkedHashMap<>();
    tags.put(nodes.getNode(JedisClusterCRC16.getSlot(Keys.QUEUE_TAG)), Keys.QUEUE_TAG);
    Set<HostAndPort> masters = nodes.masters();
    for (int i = 0; tags.size() < masters.size() && i < MAX_TAGS; i++) {
      tags.putIfAbsent(nodes.getNode(JedisClusterCRC16.getSlot("" + i)), "" + i);
    }
    return tags;
  }

  private static String sentence(RedisAddress address, JedisException failure) {
    for (Throwable told : failure.getSuppressed()) {
      if (String.valueOf(told.getMessage()).contains(NO_CLUSTER)) {
        return "Redis at " + address + " is no cluster. Write redis://host:port in REDIS_URL.";
      }
    }
    RedisTrouble trouble = RedisTrouble.of(failure);
    return trouble == RedisTrouble.UNREACHABLE
        ? "Redis at " + address + " " + ConnectFailure.of(address, failure)
        : trouble.sentence(address);
  }
}
