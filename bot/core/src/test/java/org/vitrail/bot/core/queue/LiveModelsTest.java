package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

class LiveModelsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private long nanos;
  private JobQueue queue;
  private LiveModels models;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    models = new LiveModels(queue, () -> nanos);
  }

  @Test
  void a_model_is_live_from_its_workers_first_sign_of_life() {
    assertThat(models.isLive("mega")).isFalse();
    claim("mega");

    advance(A_SECOND);

    assertThat(models.isLive("mega")).isTrue();
    assertThat(models.isLive("bundled")).isFalse();
  }

  @Test
  void a_worker_that_is_away_for_a_restart_is_waited_for_and_no_longer() {
    claim("mega");
    assertThat(models.isLive("mega")).isTrue();
    REDIS.client().del("vitrail:{queue}:workers:mega");
    assertThat(queue.hasWorker("mega")).isFalse();

    advance(LiveModels.GRACE.minusMillis(1));
    assertThat(models.isLive("mega")).isTrue();
    advance(Duration.ofMillis(1));
    assertThat(models.isLive("mega")).isFalse();

    claim("mega");
    advance(A_SECOND);
    assertThat(models.isLive("mega")).isTrue();
  }

  @Test
  void while_redis_is_away_what_was_known_holds_and_it_is_asked_again_afterwards() {
    claim("mega");
    assertThat(models.isLive("mega")).isTrue();
    REDIS.kill();
    advance(Duration.ofSeconds(2));

    assertThat(models.isLive("mega")).isTrue();
    assertThat(models.isLive("other")).isFalse();

    REDIS.start();
    claim("other");
    assertThat(models.isLive("other")).as("asked a moment ago").isFalse();
    advance(Duration.ofSeconds(10));
    assertThat(models.isLive("other")).isTrue();
  }

  private void claim(String lane) {
    queue.claim("worker", List.of(lane), 0, Duration.ZERO);
  }

  private void advance(Duration time) {
    nanos += time.toNanos();
  }
}
