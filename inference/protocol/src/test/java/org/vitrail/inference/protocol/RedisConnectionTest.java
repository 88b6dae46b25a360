package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

class RedisConnectionTest {
  private static final int CONNECTIONS = 3;

  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  @Test
  void a_url_with_a_database_reaches_that_database() {
    try (UnifiedJedis other = RedisConnection.open(REDIS.url() + "/3")) {
      other.set("key", "value");
      assertThat(REDIS.client().exists("key")).isFalse();
      assertThat(other.get("key")).isEqualTo("value");
    }
  }

  @Test
  void a_password_with_special_characters_is_sent_as_it_is_meant() {
    try (RedisServerProcess server =
            new RedisServerProcess("--requirepass", "a+b@c:d/e%f").start();
        UnifiedJedis redis =
            RedisConnection.open("redis://:a+b%40c%3Ad%2Fe%25f@127.0.0.1:" + server.port())) {
      assertThat(redis.ping()).isEqualTo("PONG");
    }
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

  @Test
  void reading_goes_on_while_writes_are_refused_because_the_disk_is_full() throws IOException {
    try (RedisServerProcess server = new RedisServerProcess("--save", "1000", "1").start();
        UnifiedJedis redis = RedisConnection.open(server.url())) {
      redis.set("key", "value");
      server.loseDisk();
      assertThatThrownBy(() -> redis.set("key", "other"))
          .extracting(RedisTrouble::of)
          .isEqualTo(RedisTrouble.UNSAVED);
      // PING is refused like a write, on an idle connection as on a new one.
      assertThat(redis.get("key")).isEqualTo("value");
      try (UnifiedJedis fresh = RedisConnection.open(server.url())) {
        assertThat(fresh.get("key")).isEqualTo("value");
      }
    }
  }

  @Test
  void a_wrong_password_and_none_show_as_such() {
    try (RedisServerProcess server = new RedisServerProcess("--requirepass", "right").start()) {
      assertThat(troubleOf("redis://:wrong@127.0.0.1:" + server.port()))
          .isEqualTo(RedisTrouble.WRONG_PASSWORD);
      assertThat(troubleOf("redis://127.0.0.1:" + server.port()))
          .isEqualTo(RedisTrouble.WRONG_PASSWORD);
    }
  }

  @Test
  void a_server_without_room_for_another_client_says_so() {
    try (RedisServerProcess server = new RedisServerProcess("--maxclients", "1").start();
        UnifiedJedis first = RedisConnection.open(server.url())) {
      first.ping();
      assertThat(troubleOf(server.url())).isEqualTo(RedisTrouble.TOO_MANY_CLIENTS);
    }
  }

  /** It was waited for by each idle connection in turn, for seconds. */
  @Test
  @Tag("slow")
  void a_server_that_hangs_is_waited_for_only_once() throws IOException {
    try (RedisServerProcess server = new RedisServerProcess().start();
        TcpSwitch address = new TcpSwitch(server.port());
        UnifiedJedis redis = RedisConnection.open("redis://127.0.0.1:" + address.port())) {
      IntStream.range(0, CONNECTIONS)
          .mapToObj(
              i ->
                  CompletableFuture.runAsync(
                      () -> redis.blpop(.5, "nothing"), it -> new Thread(it).start()))
          .toList()
          .forEach(CompletableFuture::join);
      int before = address.requests();
      server.hang();

      assertThat(RedisTrouble.of(catchThrowable(() -> redis.get("key"))))
          .isEqualTo(RedisTrouble.UNREACHABLE);

      assertThat(address.requests() - before).isOne();
      server.wake();
      await().ignoreExceptions().untilAsserted(() -> assertThat(redis.get("key")).isNull());
    }
  }

  private static RedisTrouble troubleOf(String url) {
    try (UnifiedJedis redis = RedisConnection.open(url)) {
      return RedisTrouble.of(catchThrowable(redis::ping));
    }
  }
}
