package org.vitrail.inference.protocol;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.commons.pool2.PooledObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Makes a pool's connections and drops those that lead to the wrong server.
 *
 * <p>After a failover behind one name the old master is a replica, or gone, and connections that
 * are open still lead there: a replica answers PING and refuses every write. So the first error
 * that tells of it ends an epoch: all connections of that epoch are dropped, the idle ones before
 * their next use and those that wait for something at once, and new ones ask for the name's address
 * anew.
 */
final class MasterConnections extends ConnectionFactory {
  private final Epoch epoch;

  /** Where there are sentinels, each new connection asks them which server is the master. */
  static MasterConnections to(RedisAddress address, JedisClientConfig config) {
    HostAndPort named = new HostAndPort(address.host(), address.port());
    return to(named, () -> address.server(config), config);
  }

  /** To one node of a cluster. */
  static MasterConnections to(HostAndPort node, JedisClientConfig config) {
    return to(node, () -> node, config);
  }

  private static MasterConnections to(
      HostAndPort named, Supplier<HostAndPort> server, JedisClientConfig config) {
    Epoch epoch = new Epoch();
    Maker maker = new Maker(epoch);
    maker
        .socketFactory(() -> new DefaultJedisSocketFactory(server.get(), config).createSocket())
        .clientConfig(config);
    return new MasterConnections(
        builder()
            .hostAndPort(named)
            .clientConfig(config)
            .socketFactory(maker.getSocketFactory())
            .connectionBuilder(maker),
        epoch);
  }

  private MasterConnections(Builder builder, Epoch epoch) {
    super(builder);
    this.epoch = epoch;
  }

  /** Failovers that were noticed so far. */
  int failovers() {
    return epoch.number.get();
  }

  /** Drops all that are open: their server was found to be master no more. */
  void drop() {
    epoch.end(epoch.number.get());
  }

  /**
   * Whether a connection may be used. A server that refuses writes because its disk is full refuses
   * PING as well, though reading goes on: such an answer shows that the connection works.
   *
   * @throws JedisDataException if no connection to this server would be of use now
   */
  @Override
  public boolean validateObject(PooledObject<Connection> pooled) {
    Connection connection = pooled.getObject();
    if (!connection.isConnected() || !epoch.holds(connection)) {
      return false;
    }
    try {
      return connection.ping();
    } catch (JedisDataException refusal) {
      RedisTrouble trouble = RedisTrouble.of(refusal);
      if (trouble.isOutage()) {
        throw refusal;
      }
      return true;
    }
  }

  /** Counts failovers, as far as they were noticed. */
  private static final class Epoch {
    private final AtomicInteger number = new AtomicInteger();
    private final Set<MasterConnection> waiting = ConcurrentHashMap.newKeySet();

    boolean holds(Connection connection) {
      return ((MasterConnection) connection).made == number.get();
    }

    void end(int ended) {
      if (number.compareAndSet(ended, ended + 1)) {
        waiting.forEach(MasterConnection::drop);
      }
    }
  }

  private static final class Maker extends Connection.Builder {
    private final Epoch epoch;

    Maker(Epoch epoch) {
      this.epoch = epoch;
    }

    @Override
    protected Connection createConnection() {
      return new MasterConnection(this, epoch);
    }
  }

  private static final class MasterConnection extends Connection {
    private final Epoch epoch;
    private final int made;

    MasterConnection(Maker maker, Epoch epoch) {
      super(maker);
      this.epoch = epoch;
      this.made = epoch.number.get();
    }

    @Override
    protected Object readProtocolWithCheckingBroken() {
      try {
        return super.readProtocolWithCheckingBroken();
      } catch (JedisDataException refusal) {
        if (RedisTrouble.of(refusal).isWrongServer()) {
          setBroken();
          epoch.end(made);
        }
        throw refusal;
      }
    }

    /** Called before a command or subscription that may wait for long. */
    @Override
    public void setTimeoutInfinite() {
      epoch.waiting.add(this);
      super.setTimeoutInfinite();
    }

    /** Called when the waiting is over. */
    @Override
    public void rollbackTimeout() {
      epoch.waiting.remove(this);
      super.rollbackTimeout();
    }

    void drop() {
      try {
        forceDisconnect();
      } catch (IOException e) {
        setBroken();
      }
    }
  }
}
