package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/** Two servers behind one address, as behind a name that a failover moves. */
@Tag("slow")
class FailoverTest {
  private static final int CONNECTIONS = 6;

  private final RedisServerProcess first = new RedisServerProcess().start();
  private final RedisServerProcess second = new RedisServerProcess().start();
  private TcpSwitch address;
  private UnifiedJedis redis;

  @BeforeEach
  void openTheAddress() throws IOException {
    address = new TcpSwitch(first.port());
    redis = RedisConnection.open("redis://127.0.0.1:" + address.port());
    // Several connections of the pool lead to the first server and lie idle.
    IntStream.range(0, CONNECTIONS).parallel().forEach(i -> redis.set("before-" + i, "x"));
  }

  @AfterEach
  void close() throws IOException {
    redis.close();
    address.close();
    first.close();
    second.close();
  }

  @Test
  void after_a_failover_no_command_fails_and_none_is_answered_by_the_old_master() {
    failOver();
    redis.set("after", "x");
    // Whichever of the idle connections is taken, it must not lead to the old master.
    assertThat(
            IntStream.range(0, 20 * CONNECTIONS)
                .parallel()
                .mapToObj(i -> redis.get("after"))
                .toList())
        .containsOnly("x");
    assertThat(ourConnectionsTo(second)).isPositive();
  }

  @Test
  void the_queue_goes_on_after_a_failover() {
    JobQueue queue = new JobQueue(redis, QueueSettings.DEFAULT);
    queue.submit(SampleJobs.job("before"));
    failOver();
    queue.submit(SampleJobs.job("after"));
    assertThat(queue.status("after")).isPresent();
  }

  @Test
  void events_come_from_the_new_master() {
    Queue<String> changed = new ConcurrentLinkedQueue<>();
    try (JobEvents events = new JobEvents(redis, changed::add)) {
      Awaitility.await().until(() -> subscribersOf(first) == 1);
      // So that the write finds a connection to the old master, whichever the subscriber took.
      assertThat(redis.get("before-1")).isEqualTo("x");
      failOver();
      redis.set("a", "write that meets the old master");
      Awaitility.await().until(() -> subscribersOf(second) == 1);
      new JobQueue(redis, QueueSettings.DEFAULT).submit(SampleJobs.job("after"));
      Awaitility.await().until(() -> changed.contains("after"));
    }
  }

  @Test
  void a_replica_without_its_master_is_left_too() {
    first.configure("replica-serve-stale-data", "no");
    failOver();
    assertThat(redis.get("before-1")).isNull();
    assertThat(ourConnectionsTo(second)).isPositive();
  }

  @Test
  void while_the_name_still_leads_to_the_replica_its_refusal_is_told() {
    makeReplica(first);
    assertThat(RedisTrouble.of(catchThrowable(() -> redis.set("a", "b"))))
        .isEqualTo(RedisTrouble.READ_ONLY);
    assertThat(redis.get("before-1")).isEqualTo("x");
    address.leadTo(second.port());
    redis.set("a", "b");
    assertThat(redis.get("a")).isEqualTo("b");
  }

  @Test
  void reading_goes_on_from_a_replica_while_others_find_that_it_takes_no_writes() {
    makeReplica(first);
    // Every refusal drops all connections, so readers open new ones all the time.
    assertThat(
            IntStream.range(0, 80 * CONNECTIONS)
                .parallel()
                .filter(
                    i -> i % CONNECTIONS > 0 || catchThrowable(() -> redis.set("a", "b")) != null)
                .mapToObj(i -> redis.get("before-1"))
                .toList())
        .hasSize(80 * CONNECTIONS)
        .containsOnly("x");
  }

  /** The old master becomes a replica; open connections stay with it, new ones reach the other. */
  private void failOver() {
    makeReplica(first);
    address.leadTo(second.port());
  }

  private static void makeReplica(RedisServerProcess server) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      jedis.replicaof("127.0.0.1", 1);
    }
  }

  private static long ourConnectionsTo(RedisServerProcess server) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      return jedis.clientList().lines().filter(line -> line.contains(" name=vitrail ")).count();
    }
  }

  private static long subscribersOf(RedisServerProcess server) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      return jedis.pubsubNumSub(Keys.CHANGED_CHANNEL).get(Keys.CHANGED_CHANNEL);
    }
  }
}
