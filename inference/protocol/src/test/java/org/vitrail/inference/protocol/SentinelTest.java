package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.RedisFault.Kind;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A master, its replica and a real sentinel, which makes the replica master when that is killed.
 */
@Tag("slow")
class SentinelTest {
  private final RedisServerProcess master = new RedisServerProcess().start();
  private final RedisServerProcess replica =
      new RedisServerProcess("--replicaof", "127.0.0.1", "" + master.port()).start();
  private final RedisServerProcess sentinel = new RedisServerProcess(RedisServerProcess.SENTINEL);

  @AfterEach
  void close() {
    sentinel.close();
    replica.close();
    master.close();
  }

  @Test
  void the_queue_goes_on_with_the_server_that_the_sentinel_makes_master() {
    sentinel.start();
    try (Jedis watching = new Jedis("127.0.0.1", sentinel.port())) {
      watching.sentinelMonitor("house", "127.0.0.1", master.port(), 1);
      watching.sentinelSet("house", Map.of("down-after-milliseconds", "300"));
      await().until(() -> !watching.sentinelReplicas("house").isEmpty());
    }
    RedisAddress address =
        RedisAddress.parse("redis-sentinel://127.0.0.1:1,127.0.0.1:" + sentinel.port() + "/house");
    assertThat(RedisCheck.of(address).sentences(Kind.UNUSABLE)).isEmpty();
    try (UnifiedJedis redis = RedisConnection.open(address)) {
      JobQueue queue = new JobQueue(redis, QueueSettings.DEFAULT);
      queue.submit(SampleJobs.job("before"));
      try (Jedis asking = new Jedis("127.0.0.1", replica.port())) {
        await().until(() -> asking.exists("vitrail:{queue}:job:before"));
      }

      master.kill();

      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(JedisException.class)
          .until(() -> queue.submit(SampleJobs.job("after")).isPresent());
      assertThat(queue.status("before")).isPresent();
    }
    try (Jedis now = new Jedis("127.0.0.1", replica.port())) {
      assertThat(now.exists("vitrail:{queue}:job:after")).isTrue();
    }
  }

  @Test
  void sentinels_that_do_not_know_the_master_are_named() {
    sentinel.start();
    RedisAddress address =
        RedisAddress.parse("redis-sentinel://127.0.0.1:" + sentinel.port() + "/hause");

    assertThat(RedisCheck.of(address).sentences(Kind.UNUSABLE))
        .isEqualTo(
            List.of(
                "Redis at "
                    + address
                    + " is not found: none of its sentinels answers and knows the master hause."
                    + " Start them, or correct REDIS_URL."));
  }
}
