package org.vitrail.inference.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Opens pools of connections to one Redis server, with the sizes and timeouts that the rest needs.
 */
public final class RedisConnection {
  /** Each waiting claim and each event listener holds one; Jedis' own eight are soon used up. */
  private static final int MOST_CONNECTIONS = 32;

  private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(5);
  private static final int CONNECT_MILLIS = 2_000;
  private static final int REPLY_MILLIS = 5_000;

  /**
   * How long a blocking read stays silent before its connection is held for dead. A claim blocks
   * for a second at most; an event listener subscribes anew.
   */
  private static final int BLOCKING_REPLY_MILLIS = 60_000;

  private static final int DEFAULT_PORT = 6379;

  private RedisConnection() {}

  /**
   * A pool for a server, which is contacted when the first command is sent.
   *
   * @param url {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://…} for
   *     TLS; the port is 6379 if it is left out
   * @throws IllegalArgumentException if it is no such URL; the message does not show the password
   */
  public static UnifiedJedis open(String url) {
    URI uri = parse(url);
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return RedisClient.builder()
        .hostAndPort(new HostAndPort(uri.getHost(), port))
        .clientConfig(
            DefaultJedisClientConfig.builder()
                .clientName("vitrail")
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .sslOptions(JedisURIHelper.isRedisSSLScheme(uri) ? SslOptions.defaults() : null)
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(REPLY_MILLIS)
                .blockingSocketTimeoutMillis(BLOCKING_REPLY_MILLIS)
                .build())
        .poolConfig(pool())
        .build();
  }

  /** The URL as it may be shown and logged: a user name and password become {@code ***}. */
  public static String redacted(String url) {
    return url == null ? "null" : url.replaceFirst("^([^/]*//)?.*@", "$1***@");
  }

  private static ConnectionPoolConfig pool() {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(MOST_CONNECTIONS);
    config.setMaxIdle(MOST_CONNECTIONS);
    config.setMaxWait(LONGEST_WAIT_FOR_CONNECTION);
    // After a restart of Redis every pooled connection is dead. A PING before each use costs some
    // 30 µs and spares as many failures as there are connections.
    config.setTestOnBorrow(true);
    return config;
  }

  private static URI parse(String url) {
    try {
      URI uri = new URI(url == null ? "" : url.strip());
      boolean scheme = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
      boolean path = uri.getPath() == null || uri.getPath().matches("/?\\d{0,4}");
      if (scheme && uri.getHost() != null && path) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Falls through to our own message: this one quotes the URL with its password.
    }
    throw new IllegalArgumentException(
        "The Redis URL '%s' is not understood; give redis://host:port or".formatted(redacted(url))
            + " redis://user:password@host:port/database, or rediss://… for TLS. A password with"
            + " special characters has to be percent-encoded.");
  }
}
