package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

class RedisAddressTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "redis://127.0.0.1,                 127.0.0.1, 6379, -, -, 0, false",
        "redis://cache.example:6380,        cache.example, 6380, -, -, 0, false",
        "rediss://cache.example:6380/12,    cache.example, 6380, -, -, 12, true",
        "REDIS://h,                         h, 6379, -, -, 0, false",
        "'  redis://h  ',                   h, 6379, -, -, 0, false",
        "redis://h:1/,                      h, 1, -, -, 0, false",
        "redis://:s3cret@h:1,               h, 1, -, s3cret, 0, false",
        "redis://anna:s3cret@h:1/3,         h, 1, anna, s3cret, 3, false",
        "redis://anna:@h:1,                 h, 1, anna, -, 0, false",
        "redis://a%40b:p%3A%2F%23%25@h:1,   h, 1, a@b, p:/#%, 0, false",
        "redis://:p:q+r@h:1,                h, 1, -, p:q+r, 0, false",
        "redis://my_redis:6380,             my_redis, 6380, -, -, 0, false",
        "redis://[::1]:6380,                [::1], 6380, -, -, 0, false",
      })
  void a_url_is_read_part_by_part(
      String url, String host, int port, String user, String password, int database, boolean tls) {
    assertThat(RedisAddress.parse(url))
        .isEqualTo(new RedisAddress(host, port, user, password, database, tls));
  }

  @Test
  void sentinels_are_read_with_the_name_of_their_master() {
    RedisAddress address =
        RedisAddress.parse("rediss-sentinel://anna:s3cret@one:1,two,three:3/house/2");

    assertThat(address.route().seeds())
        .containsExactly(
            new HostAndPort("one", 1), new HostAndPort("two", 26379), new HostAndPort("three", 3));
    assertThat(address.route().master()).isEqualTo("house");
    assertThat(address.user()).isEqualTo("anna");
    assertThat(address.password()).isEqualTo("s3cret");
    assertThat(address.database()).isEqualTo(2);
    assertThat(address.tls()).isTrue();
    assertThat(address).hasToString("rediss-sentinel://one:1,two:26379,three:3/house/2");
  }

  @Test
  void nodes_of_a_cluster_are_read() {
    RedisAddress address = RedisAddress.parse("rediss-cluster://anna:s3cret@one:7000,two,[::1]:3");

    assertThat(address.route().seeds())
        .containsExactly(
            new HostAndPort("one", 7000),
            new HostAndPort("two", 6379),
            new HostAndPort("[::1]", 3));
    assertThat(address.isCluster()).isTrue();
    assertThat(address.user()).isEqualTo("anna");
    assertThat(address.password()).isEqualTo("s3cret");
    assertThat(address.tls()).isTrue();
    assertThat(address).hasToString("rediss-cluster://one:7000,two:6379,[::1]:3");
    assertThat(address.at(new HostAndPort("two", 2))).hasToString("rediss-cluster://two:2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis-cluster://h:1/2            | a cluster has one database",
        "redis-cluster://h:1,:2           | names no host",
        "redis-clusters://h:1             | begins with redis-clusters://",
        "''                               | does not begin with redis://",
        "redis-sentinel://h:1             | does not name the master",
        "redis-sentinel://h:1,:2/house    | names no host",
        "redis-sentinel://h:1/house/x     | database's number",
        "localhost:6379                   | does not begin with redis://",
        "http://:s3cret@host:6379         | begins with http://",
        "s3cret!://h                      | begins with something else",
        "redis://                         | no URL",
        "redis://s3cret@h:1               | written redis://:password@host",
        "redis://user:s3cret@             | names no host",
        "redis://:s3c ret@host            | password holds a sign",
        "redis://:s3cret%@host            | password holds a sign",
        "redis://:s3c/ret@host            | password holds one of the signs",
        "redis://:s3c#ret@host            | password holds one of the signs",
        "redis://:s3c@ret@host            | password holds one of the signs",
        "redis://user:s3cret@host/name    | database's number",
        "redis://user:s3cret@host:1/abc   | database's number",
        "redis://user:s3cret@host:1/1/2   | database's number",
        "redis://user:s3cret@host:port    | port is no number",
        "redis://user:s3cret@host:0       | port is 0",
        "redis://user:s3cret@host:70000   | port is 70000",
        "redis://h:1?protocol=3           | goes on after the database",
        "redis://h:1#3                    | goes on after the database",
        "redis://:s3cret@h:1/2?x=3        | goes on after the database",
        "redis://:s3c?ret@h:1             | password holds one of the signs",
        "redis://a h                      | no URL",
      })
  void a_url_that_is_none_is_refused_with_the_part_that_is_wrong(String url, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisAddress.parse(url))
        .withMessageContainingAll(why, "redis://host:port", "percent-encoded")
        .withMessageNotContainingAny(
            "s3cret", "s3c ret", "s3c/ret", "s3c#ret", "s3c@ret", "s3c?ret")
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://user:s3cret@host/2, redis://host:6379/2",
    "rediss://:s3cret@host:1, rediss://host:1",
  })
  void an_address_is_shown_without_user_and_password(String url, String shown) {
    assertThat(RedisAddress.parse(url)).hasToString(shown);
  }
}
