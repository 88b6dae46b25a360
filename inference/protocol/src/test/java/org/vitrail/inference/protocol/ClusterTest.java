package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.RedisClusterProcesses.QUEUE_SLOT;
import static org.vitrail.inference.protocol.RedisClusterProcesses.id;
import static org.vitrail.inference.protocol.RedisClusterProcesses.jedis;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.vitrail.inference.protocol.RedisFault.Kind;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.MigrateParams;

/**
 * A real cluster, which all tests share, as it takes seconds to form; the last ones take its
 * masters away.
 */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final List<String> LANES = List.of(SampleJobs.LANE);
  private static RedisClusterProcesses cluster;

  private UnifiedJedis redis;
  private JobQueue queue;

  @BeforeAll
  static void form() {
    cluster = new RedisClusterProcesses();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @BeforeEach
  void connect() {
    redis = RedisConnection.open(cluster.url());
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
  }

  @AfterEach
  void disconnect() {
    redis.close();
  }

  @Test
  @Order(1)
  void the_check_looks_at_every_master() {
    RedisCheck.Report report = RedisCheck.of(RedisAddress.parse(cluster.url()));

    assertThat(report.version()).isNotEmpty();
    assertThat(report.sentences(Kind.UNUSABLE)).isEmpty();
    assertThat(report.sentences(Kind.LOSES_JOBS)).isEmpty();
    assertThat(report.sentences(Kind.NOTE))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).contains("has no replica that could take over"));

    RedisServerProcess other = cluster.others().get(1);
    other.configure("maxmemory", "100mb");
    other.configure("maxmemory-policy", "allkeys-lru");
    withAcl(other, "~other:*");
    try {
      assertThat(RedisCheck.of(RedisAddress.parse(cluster.url())).sentences(Kind.LOSES_JOBS))
          .singleElement()
          .asString()
          .startsWith("Redis at redis-cluster://127.0.0.1:" + other.port() + " drops keys");
      assertThat(RedisCheck.of(as("anna")).sentences(Kind.UNUSABLE))
          .filteredOn(it -> it.contains("127.0.0.1:" + other.port()))
          .singleElement()
          .asString()
          .contains("does not let this user use SET, GET");
    } finally {
      other.configure("maxmemory", "0");
      other.configure("maxmemory-policy", "noeviction");
    }
  }

  @Test
  @Order(1)
  void the_rights_that_we_advise_are_enough() {
    cluster.others().forEach(ClusterTest::withAdvisedRights);
    withAdvisedRights(cluster.queueMaster());
    RedisAddress address = as("anna");

    assertThat(RedisCheck.of(address).sentences(Kind.UNUSABLE)).isEmpty();
    try (UnifiedJedis client = RedisConnection.open(address)) {
      client.set("vitrail:probe", "x");
      client.del("vitrail:probe");
    }
  }

  @Test
  @Order(1)
  void one_server_is_told_from_a_cluster() {
    try (RedisServerProcess single = new RedisServerProcess().start()) {
      String url = single.url().replace("redis:", "redis-cluster:");
      assertThat(RedisCheck.of(RedisAddress.parse(url)).sentences(Kind.UNUSABLE))
          .containsExactly(
              "Redis at " + url + " is no cluster. Write redis://host:port in REDIS_URL.");
    }
    String node = cluster.queueMaster().url();
    assertThat(RedisCheck.of(RedisAddress.parse(node)).sentences(Kind.UNUSABLE))
        .containsExactly(RedisTrouble.CLUSTER.sentence(RedisAddress.parse(node)));
    assertThat(
            RedisCheck.of(RedisAddress.parse("redis-cluster://127.0.0.1:1"))
                .sentences(Kind.UNUSABLE))
        .singleElement()
        .asString()
        .contains("nothing listens at its nodes");
  }

  @Test
  @Order(1)
  void a_job_is_submitted_heard_of_drawn_and_fetched() {
    Queue<String> changed = new ConcurrentLinkedQueue<>();
    try (JobEvents events = new JobEvents(redis, changed::add)) {
      ImageStore images = new ImageStore(redis, Duration.ofMinutes(1));
      queue.submit(SampleJobs.job("one"));
      ClaimedJob claimed = queue.claim("w", LANES, 1, LONG).get(0);
      // Pictures lie on all nodes.
      IntStream.range(1, 10).forEach(i -> images.put("one", i + ".png", new byte[] {(byte) i}));
      assertThat(queue.complete(claimed, SampleJobs.done())).isTrue();
      await().atMost(LONG).until(() -> changed.contains("one"));

      assertThat(queue.status("one").orElseThrow().state()).isEqualTo(JobStatus.State.DONE);
      assertThat(images.get("one", "9.png")).contains(new byte[] {9});
      for (RedisServerProcess other : cluster.others()) {
        try (Jedis jedis = jedis(other)) {
          assertThat(jedis.keys("vitrail:image:*")).isNotEmpty();
          assertThat(jedis.keys("vitrail:{queue}:*")).isEmpty();
        }
      }
    }
  }

  @Test
  @Order(2)
  void while_its_slot_moves_the_queue_refuses_and_then_goes_on_at_the_other_node() {
    queue.submit(SampleJobs.job("early"));
    RedisServerProcess target = cluster.others().get(0);
    try (Jedis from = jedis(cluster.queueMaster());
        Jedis to = jedis(target)) {
      to.clusterSetSlotImporting(QUEUE_SLOT, id(cluster.queueMaster()));
      from.clusterSetSlotMigrating(QUEUE_SLOT, id(target));
      assertRefusedForNow();
      List<String> keys = from.clusterGetKeysInSlot(QUEUE_SLOT, 1000);
      int half = keys.size() / 2;
      migrate(from, target, keys.subList(0, half));
      assertRefusedForNow();
      migrate(from, target, keys.subList(half, keys.size()));
      to.clusterSetSlotNode(QUEUE_SLOT, id(target));
      from.clusterSetSlotNode(QUEUE_SLOT, id(target));
      assertThat(queue.status("early")).isPresent();
      assertThat(queue.submit(SampleJobs.job("late"))).isPresent();
      assertThat(queue.claim("w", LANES, 9, Duration.ZERO)).hasSize(2);

      // And back, so that there is a replica again for what follows.
      from.clusterSetSlotImporting(QUEUE_SLOT, id(target));
      to.clusterSetSlotMigrating(QUEUE_SLOT, id(cluster.queueMaster()));
      migrate(to, cluster.queueMaster(), to.clusterGetKeysInSlot(QUEUE_SLOT, 1000));
      from.clusterSetSlotNode(QUEUE_SLOT, id(cluster.queueMaster()));
      to.clusterSetSlotNode(QUEUE_SLOT, id(cluster.queueMaster()));
    }
    assertThat(queue.status("late")).isPresent();
  }

  private void assertRefusedForNow() {
    assertThat(RedisTrouble.of(catchThrowable(() -> queue.submit(SampleJobs.job("between")))))
        .isEqualTo(RedisTrouble.BUSY);
  }

  private static void migrate(Jedis from, RedisServerProcess to, List<String> keys) {
    String[] names = keys.toArray(String[]::new);
    from.migrate("127.0.0.1", to.port(), 5_000, new MigrateParams(), names);
  }

  @Test
  @Order(3)
  void a_master_that_becomes_a_replica_is_left_without_an_error() {
    queue.submit(SampleJobs.job("before"));
    try (Jedis replica = jedis(cluster.replica())) {
      replica.clusterFailover();
      await().atMost(LONG).until(() -> replica.info("replication").contains("role:master"));
      queue.submit(SampleJobs.job("after"));
      assertThat(replica.exists("vitrail:{queue}:job:after")).isTrue();
      assertThat(queue.status("before")).isPresent();
      await().untilAsserted(() -> assertThat(ourConnectionsTo(cluster.queueMaster())).isEmpty());
    }
    try (Jedis back = jedis(cluster.queueMaster())) {
      await().atMost(LONG).until(() -> back.info("replication").contains("master_link_status:up"));
      // A second change so soon after the first may come to nothing, which nobody is told.
      await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).until(() -> isMasterNow(back));
    }
    assertThat(queue.submit(SampleJobs.job("back"))).isPresent();
  }

  private static boolean isMasterNow(Jedis node) {
    boolean isMaster = node.info("replication").contains("role:master");
    if (!isMaster) {
      node.clusterFailover();
    }
    return isMaster;
  }

  private static List<String> ourConnectionsTo(RedisServerProcess server) {
    try (Jedis jedis = jedis(server)) {
      return jedis.clientList().lines().filter(line -> line.contains(" name=vitrail ")).toList();
    }
  }

  @Test
  @Order(4)
  void after_kill_9_of_the_queues_master_its_replica_goes_on_with_all_that_it_was_sent() {
    cluster.awaitReplica();
    Queue<String> changed = new ConcurrentLinkedQueue<>();
    try (JobEvents events = new JobEvents(redis, changed::add)) {
      List<String> acknowledged = IntStream.range(0, 50).mapToObj(i -> "job-" + i).toList();
      acknowledged.forEach(id -> queue.submit(SampleJobs.job(id)));
      try (Jedis master = jedis(cluster.queueMaster())) {
        assertThat(master.waitReplicas(1, LONG.toMillis())).isEqualTo(1);
      }
      cluster.queueMaster().kill();

      assertThat(RedisTrouble.of(catchThrowable(() -> queue.submit(SampleJobs.job("none")))))
          .isIn(RedisTrouble.UNREACHABLE, RedisTrouble.CLUSTER_DOWN);
      await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(JedisException.class)
          .until(() -> queue.submit(SampleJobs.job("then")).isPresent());
      assertThat(acknowledged).allSatisfy(id -> assertThat(queue.status(id)).isPresent());
      await().atMost(LONG).until(() -> changed.contains("then"));
      assertThat(queue.claim("w2", LANES, 100, Duration.ofSeconds(1))).hasSizeGreaterThan(50);
    }
  }

  private static void withAdvisedRights(RedisServerProcess node) {
    withAcl(node, "resetchannels ~vitrail:* &vitrail:* +@all -@dangerous +info +cluster|slots");
  }

  private static void withAcl(RedisServerProcess node, String rights) {
    try (Jedis jedis = jedis(node)) {
      jedis.aclSetUser("anna", ("reset on >s3cret &* +@all " + rights).split(" +"));
    }
  }

  private static RedisAddress as(String user) {
    return RedisAddress.parse(cluster.url().replace("://", "://" + user + ":s3cret@"));
  }
}
