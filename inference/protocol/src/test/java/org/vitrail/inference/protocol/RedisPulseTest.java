package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisPulseTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private long nanos;

  @Test
  void it_tells_an_outage_and_its_end_and_asks_every_five_seconds_at_most() {
    RedisPulse pulse = new RedisPulse(REDIS.client(), () -> nanos);
    assertThat(pulse.trouble()).isEmpty();
    REDIS.kill();
    assertThat(pulse.trouble()).isEmpty();
    pass(Duration.ofSeconds(5));
    assertThat(pulse.trouble()).contains(RedisTrouble.UNREACHABLE);
    REDIS.start();
    assertThat(pulse.trouble()).contains(RedisTrouble.UNREACHABLE);
    pass(Duration.ofSeconds(5));
    assertThat(pulse.trouble()).isEmpty();
  }

  @Test
  void a_server_that_answers_but_keeps_nothing_is_in_trouble() {
    try (RedisServerProcess server = new RedisServerProcess("--maxmemory", "1").start();
        var redis = RedisConnection.open(server.url())) {
      assertThat(redis.ping()).isEqualTo("PONG");
      assertThat(new RedisPulse(redis).trouble()).contains(RedisTrouble.FULL_MEMORY);
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
