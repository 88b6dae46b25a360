package org.vitrail.bot.core;

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
 * A connection to the real Redis that breaks after a number of commands, as for a process that is
 * killed between two of them. Only commands of the thread that made it count, so that the same
 * number is always the same community.
 */
public final class CutOffRedis extends UnifiedJedis {
  private final Cut cut;

  /** One that never breaks and only counts. */
  public CutOffRedis(int port) {
    this(port, Integer.MAX_VALUE);
  }

  /**
   * @param port of the real one on 127.0.0.1
   * @param commands that still reach it
   */
  public CutOffRedis(int port, int commands) {
    this(new PooledConnectionProvider(new HostAndPort("127.0.0.1", port)), commands);
  }

  private CutOffRedis(ConnectionProvider provider, int commands) {
    this(new Cut(new DefaultCommandExecutor(provider), commands), provider);
  }

  private CutOffRedis(Cut cut, ConnectionProvider provider) {
    super(cut, provider, RedisProtocol.RESP2, null);
    this.cut = cut;
  }

  /** How many commands reached Redis. */
  public int commands() {
    return cut.done;
  }

  private static final class Cut implements CommandExecutor {
    private final CommandExecutor redis;
    private final int allowed;
    private final Thread counted = Thread.currentThread();
    private int done;

    Cut(CommandExecutor redis, int allowed) {
      this.redis = redis;
      this.allowed = allowed;
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
      if (Thread.currentThread() != counted) {
        return redis.executeCommand(command);
      }
      if (done == allowed) {
        throw new JedisConnectionException("Cut off on purpose.");
      }
      // Does not count where it fails: a script that is not known is sent again as a text.
      T reply = redis.executeCommand(command);
      done++;
      return reply;
    }

    @Override
    public void close() throws Exception {
      redis.close();
    }
  }
}
