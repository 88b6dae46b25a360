package org.vitrail.inference.protocol;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real cluster: three masters, and a replica of the one that has the queue. */
public final class RedisClusterProcesses implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  static final int QUEUE_SLOT = JedisClusterCRC16.getSlot(Keys.QUEUE_TAG);

  private final List<RedisServerProcess> masters = new ArrayList<>();
  private final RedisServerProcess replica = node();

  public RedisClusterProcesses() {
    IntStream.range(0, MASTERS).forEach(i -> masters.add(node()));
    Stream.concat(masters.stream(), Stream.of(replica))
        .parallel()
        .forEach(RedisServerProcess::start);
    int each = Protocol.CLUSTER_HASHSLOTS / MASTERS + 1;
    for (int i = 0; i < MASTERS; i++) {
      int first = i * each;
      int end = Math.min(first + each, Protocol.CLUSTER_HASHSLOTS);
      try (Jedis jedis = jedis(masters.get(i))) {
        jedis.clusterAddSlots(IntStream.range(first, end).toArray());
        jedis.clusterMeet("127.0.0.1", replica.port());
      }
    }
    awaitOk();
    String master = id(queueMaster());
    try (Jedis jedis = jedis(replica)) {
      await().atMost(PATIENCE).until(() -> jedis.clusterNodes().lines().count() == MASTERS + 1);
      jedis.clusterReplicate(master);
    }
    awaitReplica();
  }

  /** Given up on after two seconds: a busy machine has kept a living one from answering for one. */
  private static RedisServerProcess node() {
    String options =
        "--cluster-enabled yes --cluster-node-timeout 2000 --repl-diskless-sync-delay 0"
            + " --appendonly yes";
    return new RedisServerProcess(options.split(" "));
  }

  /** Of its masters, the one of the queue last. */
  public String url() {
    Stream<RedisServerProcess> last = Stream.of(queueMaster());
    return Stream.concat(others().stream(), last)
        .map(node -> "127.0.0.1:" + node.port())
        .collect(joining(",", "redis-cluster://", ""));
  }

  /** The master that had the queue at the start. */
  public RedisServerProcess queueMaster() {
    return masters.get(QUEUE_SLOT / (Protocol.CLUSTER_HASHSLOTS / MASTERS + 1));
  }

  List<RedisServerProcess> others() {
    return masters.stream().filter(it -> it != queueMaster()).toList();
  }

  /** Its replica. */
  public RedisServerProcess replica() {
    return replica;
  }

  static Jedis jedis(RedisServerProcess node) {
    return new Jedis("127.0.0.1", node.port());
  }

  static String id(RedisServerProcess node) {
    try (Jedis jedis = jedis(node)) {
      return jedis.clusterMyId();
    }
  }

  /** Until every node knows who has which slot. */
  private void awaitOk() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(() -> masters.stream().allMatch(RedisClusterProcesses::isOk));
  }

  private static boolean isOk(RedisServerProcess node) {
    try (Jedis jedis = jedis(node)) {
      return jedis.clusterInfo().contains("cluster_state:ok");
    }
  }

  /** Until the replica has what its master has, and all others know it. */
  void awaitReplica() {
    String id = id(replica);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (Jedis jedis = jedis(replica);
                  Jedis other = jedis(others().get(0))) {
                return jedis.info("replication").contains("master_link_status:up")
                    && other
                        .clusterNodes()
                        .lines()
                        .anyMatch(it -> it.startsWith(id) && it.contains(" slave "));
              }
            });
  }

  @Override
  public void close() {
    masters.forEach(RedisServerProcess::close);
    replica.close();
  }
}
