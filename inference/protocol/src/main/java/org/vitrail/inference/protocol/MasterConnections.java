package org.vitrail.inference.protocol;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.commons.pool2.PooledObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Makes a pool's connections and drops those that lead to the wrong server.
 *
 * <p>After a failover behind one name the old master is a replica, or gone, and connections that
 * are open still lead there: a replica answers PING and refuses every write. So the first error
 * that tells of it ends an epoch: all connections of that epoch are dropped, the idle ones before
 * their next use and those that wait for something at once, and new ones ask for the name's address
 * anew.
 *
 * <p>A server that hangs takes connections and answers none. One that waited for its answer in vain
 * is enough: for a moment, all idle ones are dropped and no new one is opened, as each would wait
 * as long.
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
    Epoch epoch = new Epoch(System::nanoTime);
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

  @Override
  public PooledObject<Connection> makeObject() throws Exception {
    epoch.requireAnswers();
    try {
      return super.makeObject();
    } catch (JedisConnectionException e) {
      epoch.failed(e);
      throw e;
    }
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
    if (!connection.isConnected() || !epoch.holds(connection) || epoch.isSilent()) {
      return false;
    }
    try {
      return connection.ping();
    } catch (JedisConnectionException e) {
      epoch.failed(e);
      return false;
    } catch (JedisDataException refusal) {
      RedisTrouble trouble = RedisTrouble.of(refusal);
      if (trouble.isOutage()) {
        throw refusal;
      }
      return true;
    }
  }

  /** Counts failovers, as far as they were noticed, and knows whether the server hangs. */
  private static final class Epoch {
    /** Until another connection is tried; a server that only stumbled has lost nothing by then. */
    private static final long MOMENT = Duration.ofSeconds(1).toNanos();

    private final AtomicInteger number = new AtomicInteger();
    private final Set<MasterConnection> waiting = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanos;
    private volatile long silentSinceNanos;

    Epoch(LongSupplier nanos) {
      this.nanos = nanos;
      this.silentSinceNanos = nanos.getAsLong() - MOMENT;
    }

    /** Whether somebody waited in vain a moment ago. */
    boolean isSilent() {
      return nanos.getAsLong() - silentSinceNanos < MOMENT;
    }

    void requireAnswers() {
      if (isSilent()) {
        throw new JedisConnectionException("Redis did not answer in time a moment ago.");
      }
    }

    void failed(JedisConnectionException failure) {
      if (failure.getCause() instanceof SocketTimeoutException) {
        silentSinceNanos = nanos.getAsLong();
      }
    }

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
