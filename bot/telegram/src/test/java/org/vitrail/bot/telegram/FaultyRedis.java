package org.vitrail.bot.telegram;

import redis.clients.jedis.CommandObject;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.executors.DefaultCommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * A connection to the real Redis that is cut, or breaks before the answer comes, as a test says.
 */
final class FaultyRedis extends UnifiedJedis {
  private final Line line;

  /**
   * @param port of the real one on 127.0.0.1
   */
  FaultyRedis(int port) {
    this(new PooledConnectionProvider(new HostAndPort("127.0.0.1", port)));
  }

  private FaultyRedis(ConnectionProvider provider) {
    this(new Line(new DefaultCommandExecutor(provider)), provider);
  }

  private FaultyRedis(Line line, ConnectionProvider provider) {
    super(line, provider, RedisProtocol.RESP2, null);
    this.line = line;
  }

  /** Nothing reaches it from now on. */
  void refusesAll() {
    line.isCut = true;
  }

  /** All goes well from now on. */
  void answers() {
    line.isCut = false;
  }

  /**
   * The next command that succeeds is carried out, and nobody hears of it.
   *
   * @param meanwhile happens before the caller gives up
   */
  void losesNextAnswer(Runnable meanwhile) {
    line.meanwhile = meanwhile;
  }

  private static final class Line implements CommandExecutor {
    private final CommandExecutor redis;
    private volatile boolean isCut;
    private volatile Runnable meanwhile;

    Line(CommandExecutor redis) {
      this.redis = redis;
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
      if (isCut) {
        throw new JedisConnectionException("Cut off on purpose.");
      }
      T reply = redis.executeCommand(command);
      Runnable first = meanwhile;
      if (first != null) {
        meanwhile = null;
        first.run();
        throw new JedisConnectionException("The answer is lost on purpose.");
      }
      return reply;
    }

    @Override
    public void close() throws Exception {
      redis.close();
    }
  }
}
