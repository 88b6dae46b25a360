package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

class RedisConnectionTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  @Test
  void a_url_with_a_database_reaches_that_database() {
    try (UnifiedJedis other = RedisConnection.open(REDIS.url() + "/3")) {
      other.set("key", "value");
      assertThat(REDIS.client().exists("key")).isFalse();
      assertThat(other.get("key")).isEqualTo("value");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:6379",
        "http://:s3cret@host:6379",
        "redis://user:s3cret@",
        "redis://:s3c ret@host",
        "redis://user:s3cret@host/name",
        "redis://user:s3cret@host:port",
      })
  void a_url_that_is_none_is_refused_without_showing_the_password(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisConnection.open(url))
        .withMessageContaining("redis://host:port")
        .withMessageNotContainingAny("s3cret", "s3c ret")
        .withNoCause();
  }

  @Test
  void a_url_is_shown_without_its_password() {
    assertThat(RedisConnection.redacted("redis://user:p@ss@host:1/2"))
        .isEqualTo("redis://***@host:1/2");
    assertThat(RedisConnection.redacted("redis://host:1")).isEqualTo("redis://host:1");
  }

  @Test
  void a_server_that_is_away_shows_as_a_jedis_exception() {
    REDIS.kill();
    assertThatThrownBy(() -> REDIS.client().ping()).isInstanceOf(JedisException.class);
  }

  @Test
  void connections_that_died_with_the_server_cost_no_failed_call_after_its_restart() {
    REDIS.client().ping();
    REDIS.restart();
    assertThat(REDIS.client().ping()).isEqualTo("PONG");
  }
}
