package org.vitrail.inference.protocol;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * Opens pools of connections to one Redis server or cluster, with the sizes and timeouts that the
 * rest needs.
 */
public final class RedisConnection {
  /** Each waiting claim and each event listener holds one; Jedis' own eight are soon used up. */
  private static final int MAX_CONNECTIONS = 32;

  private static final Duration MAX_WAIT_FOR_CONNECTION = Duration.ofSeconds(5);
  private static final int CONNECT_MILLIS = 2_000;
  private static final int REPLY_MILLIS = 5_000;

  /**
   * How long a blocking read stays silent before its connection is held for dead. A claim blocks
   * for a second at most; an event listener subscribes anew.
   */
  private static final int BLOCKING_REPLY_MILLIS = 60_000;

  private RedisConnection() {}

  /**
   * A pool for a server, which is contacted when the first command is sent.
   *
   * @param url as {@link RedisAddress#parse} reads it
   * @throws IllegalArgumentException if it is no such URL; the message does not show the password
   * @throws redis.clients.jedis.exceptions.JedisException as the other
   */
  public static UnifiedJedis open(String url) {
    return open(RedisAddress.parse(url));
  }

  /**
   * A pool for a server, which is contacted when the first command is sent; or one for each node of
   * a cluster, which is asked for its nodes at once.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if none of the cluster's nodes answers
   */
  public static UnifiedJedis open(RedisAddress address) {
    JedisClientConfig config = config(address);
    TroubleLog log = new TroubleLog("Redis at " + address, System::nanoTime);
    if (address.isCluster()) {
      ClusterNodes nodes = new ClusterNodes(address, config, pool());
      return client(address, config, nodes, new ClusterExecutor(nodes, log));
    }
    MasterConnections connections = MasterConnections.to(address, config);
    PooledConnectionProvider provider = new PooledConnectionProvider(connections, pool());
    return client(address, config, provider, new MasterExecutor(provider, connections, log));
  }

  private static UnifiedJedis client(
      RedisAddress address,
      JedisClientConfig config,
      ConnectionProvider provider,
      CommandExecutor executor) {
    return RedisClient.builder()
        .hostAndPort(new HostAndPort(address.host(), address.port()))
        .clientConfig(config)
        .connectionProvider(provider)
        .commandExecutor(executor)
        .build();
  }

  static JedisClientConfig config(RedisAddress address) {
    return DefaultJedisClientConfig.builder()
        .clientName("vitrail")
        .user(address.user())
        .password(address.password())
        .database(address.database())
        .sslOptions(address.tls() ? tls(address.route().caFile()) : null)
        .connectionTimeoutMillis(CONNECT_MILLIS)
        .socketTimeoutMillis(REPLY_MILLIS)
        .blockingSocketTimeoutMillis(BLOCKING_REPLY_MILLIS)
        .build();
  }

  private static SslOptions tls(Optional<Path> caFile) {
    return caFile.map(TrustedAuthorities::of).orElseGet(SslOptions::defaults);
  }

  static ConnectionPoolConfig pool() {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(MAX_CONNECTIONS);
    config.setMaxIdle(MAX_CONNECTIONS);
    config.setMaxWait(MAX_WAIT_FOR_CONNECTION);
    // After a restart of Redis every pooled connection is dead. A PING before each use costs some
    // 30 µs and spares as many failures as there are connections. What was used a moment ago is
    // asked, too: without that, answers were taken for those of other commands in some test runs.
    config.setTestOnBorrow(true);
    return config;
  }
}
