package org.vitrail.inference.protocol;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * How a server is found and trusted where its host alone does not say it.
 *
 * @param kind whom to ask for it
 * @param seeds sentinels, or some nodes of a cluster, any of which knows the others; none where the
 *     host is the server
 * @param master its name among sentinels, else {@code ""}
 * @param caFile PEM file of the authorities that its certificate is trusted by; empty for those of
 *     the Java platform
 * @see <a href="https://redis.io/docs/latest/develop/reference/sentinel-clients/">Sentinel client
 *     spec</a>
 */
public record RedisRoute(Kind kind, List<HostAndPort> seeds, String master, Optional<Path> caFile) {
  /** Whom to ask for the server. */
  public enum Kind {
    /** Nobody: the host is it. */
    DIRECT(""),
    /** Sentinels, for the master. */
    SENTINEL("-sentinel"),
    /** The nodes of a cluster, for the one that has the key. */
    CLUSTER("-cluster");

    /** What follows {@code redis} or {@code rediss} in a URL. */
    final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  /** Straight to the host, with a certificate that the Java platform trusts. */
  static final RedisRoute DIRECT = new RedisRoute(Kind.DIRECT, List.of(), "", Optional.empty());

  static final String NO_MASTER = "No sentinel answers and knows the master ";

  public RedisRoute {
    seeds = List.copyOf(seeds);
  }

  /** The same to one node of the cluster. */
  RedisRoute to(HostAndPort node) {
    return new RedisRoute(kind, List.of(node), master, caFile);
  }

  RedisRoute trusting(Path file) {
    return new RedisRoute(kind, seeds, master, Optional.of(file));
  }

  /**
   * The master as the first sentinel names it that answers.
   *
   * @param config of connections to the master: sentinels are asked with its TLS and times, but
   *     without user and password
   * @throws JedisConnectionException if none does
   */
  HostAndPort askForMaster(JedisClientConfig config) {
    JedisClientConfig asking =
        DefaultJedisClientConfig.builder()
            .from(config)
            .credentialsProvider(null)
            .user(null)
            .password(null)
            .database(0)
            .autoNegotiateProtocol(false)
            .build();
    JedisConnectionException none = new JedisConnectionException(NO_MASTER + master);
    for (HostAndPort sentinel : seeds) {
      try (Jedis jedis = new Jedis(sentinel, asking)) {
        List<String> found = jedis.sentinelGetMasterAddrByName(master);
        if (found != null && found.size() == 2) {
          return new HostAndPort(found.get(0), Integer.parseInt(found.get(1)));
        }
      } catch (JedisException e) {
        none.addSuppressed(e);
      }
    }
    throw none;
  }
}
