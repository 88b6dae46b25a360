package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * The nodes of a cluster. Jedis knows which of them has which slot; the pools are our own, of the
 * same connections as to a single server ({@link MasterConnections}), so that a node whose disk is
 * full can be read and one that is master no more is left at once.
 */
final class ClusterNodes extends ClusterConnectionProvider {
  private final JedisClientConfig config;
  private final ConnectionPoolConfig poolConfig;
  private final Map<HostAndPort, Node> open = new ConcurrentHashMap<>();

  private record Node(MasterConnections connections, PooledConnectionProvider pool) {}

  /**
   * Asks the nodes that the address names for all the others.
   *
   * @throws redis.clients.jedis.exceptions.JedisClusterOperationException if none can tell; what
   *     kept the first from it is suppressed in there
   */
  ClusterNodes(RedisAddress address, JedisClientConfig config, ConnectionPoolConfig poolConfig) {
    super(Set.copyOf(address.route().seeds()), config);
    this.config = config;
    this.poolConfig = poolConfig;
  }

  /** To the node that has the command's keys, or to any if it has none. */
  @Override
  public Connection getConnection(CommandArguments arguments) {
    return arguments.isKeyless() ? getConnection() : super.getConnection(arguments);
  }

  @Override
  public Connection getConnectionFromSlot(int slot) {
    HostAndPort node = getNode(slot);
    if (node == null) {
      renewSlotCache();
      node = getNode(slot);
    }
    return node == null ? getConnection() : getConnection(node);
  }

  @Override
  public Connection getConnection(HostAndPort node) {
    Node known = open.computeIfAbsent(node, this::open);
    try {
      return known.pool().getConnection();
    } catch (JedisException e) {
      if (open.get(node) == known) {
        throw e;
      }
      // Another thread has just found that it is master no more, and closed its pool.
      return open.computeIfAbsent(node, this::open).pool().getConnection();
    }
  }

  private Node open(HostAndPort node) {
    MasterConnections connections = MasterConnections.to(node, config);
    return new Node(connections, new PooledConnectionProvider(connections, poolConfig));
  }

  /**
   * To any node that answers, as for events, which reach all of them. Jedis would look among those
   * that were masters when it began.
   */
  @Override
  public Connection getConnection() {
    JedisConnectionException none = new JedisConnectionException("No node of the cluster answers.");
    List<String> names = new ArrayList<>(getNodes().keySet());
    Collections.shuffle(names);
    for (String name : names) {
      try {
        return getConnection(HostAndPort.from(name));
      } catch (JedisException e) {
        none.addSuppressed(e);
      }
    }
    renewSlotCache();
    throw none;
  }

  @Override
  public void renewSlotCache() {
    renewSlotCache(null);
  }

  /** Asks anew who has which slot, and drops all connections to whoever has none any more. */
  @Override
  public void renewSlotCache(Connection asked) {
    Set<HostAndPort> before = masters();
    super.renewSlotCache(asked);
    before.removeAll(masters());
    before.forEach(
        node -> {
          Node left = open.remove(node);
          if (left != null) {
            left.connections().drop();
            left.pool().close();
          }
        });
  }

  /** Those that have slots. */
  Set<HostAndPort> masters() {
    Set<HostAndPort> masters = new HashSet<>();
    for (int slot = 0; slot < Protocol.CLUSTER_HASHSLOTS; slot++) {
      HostAndPort node = getNode(slot);
      if (node != null) {
        masters.add(node);
      }
    }
    return masters;
  }

  @Override
  public void close() {
    super.close();
    open.values().forEach(node -> node.pool().close());
  }
}
