package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

class JobEventsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final List<String> changed = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private JobQueue queue;
  private JobEvents events;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
  }

  @AfterEach
  void close() {
    events.close();
  }

  @Test
  void every_change_of_a_job_is_told() {
    listen();
    awaitConnections(1);
    queue.submit(job("a"));
    awaitChanges(1);
    ClaimedJob claimed = queue.claim("w1", List.of(LANE), 1, Duration.ZERO).get(0);
    awaitChanges(2);
    queue.progress("a", new Progress(Stage.DRAWING, 1, 256, 0));
    awaitChanges(3);
    queue.cancel("a");
    awaitChanges(4);
    queue.release("w1", claimed);
    awaitChanges(5);
    assertThat(changed).containsOnly("a");

    queue.complete(claimed, done());
    queue.submit(job("b"));
    await().until(() -> changed.contains("b"));
    assertThat(changed).hasSize(6);
  }

  @Test
  void events_go_on_after_the_server_was_restarted_and_the_listener_learns_of_the_gap() {
    listen();
    awaitConnections(1);
    REDIS.restart();
    awaitConnections(2);
    queue.submit(job("a"));
    awaitChanges(1);
  }

  @Test
  void listening_can_begin_while_the_server_is_away() {
    REDIS.kill();
    listen();
    assertThat(connections).hasValue(0);
    REDIS.start();
    awaitConnections(1);
    queue.submit(job("a"));
    awaitChanges(1);
  }

  @Test
  void a_connection_that_stays_silent_is_replaced_in_case_it_is_dead() {
    DefaultJedisClientConfig impatient =
        DefaultJedisClientConfig.builder().blockingSocketTimeoutMillis(50).build();
    try (UnifiedJedis client =
        RedisClient.builder()
            .hostAndPort("127.0.0.1", REDIS.port())
            .clientConfig(impatient)
            .build()) {
      events = new JobEvents(client, changed::add, connections::incrementAndGet);
      await().untilAsserted(() -> assertThat(connections).hasValueGreaterThan(2));
      events.close();
    }
  }

  @Test
  void a_listener_that_fails_gets_later_events_all_the_same() {
    events =
        new JobEvents(
            REDIS.client(),
            jobId -> {
              changed.add(jobId);
              throw new IllegalStateException("on purpose");
            },
            connections::incrementAndGet);
    awaitConnections(1);
    queue.submit(job("a"));
    queue.submit(job("b"));
    awaitChanges(2);
    assertThat(connections).hasValue(1);
  }

  @Test
  void closing_ends_the_subscription_and_can_be_repeated() {
    listen();
    awaitConnections(1);
    events.close();
    long listeners = REDIS.client().publish(Keys.CHANGED_CHANNEL, "a");
    assertThat(listeners).isZero();
    assertThat(changed).isEmpty();
    events.close();
  }

  @Test
  void closing_works_while_the_server_is_away() {
    listen();
    awaitConnections(1);
    REDIS.kill();
    events.close();
    REDIS.start();
    long listeners = REDIS.client().publish(Keys.CHANGED_CHANNEL, "a");
    assertThat(listeners).isZero();
  }

  private void listen() {
    events = new JobEvents(REDIS.client(), changed::add, connections::incrementAndGet);
  }

  private void awaitConnections(int count) {
    await().untilAsserted(() -> assertThat(connections).hasValue(count));
  }

  private void awaitChanges(int count) {
    await().untilAsserted(() -> assertThat(changed).hasSize(count));
  }
}
