package org.vitrail.inference.protocol;

import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * Sends commands over a pool. One that met a server of the wrong role is sent once more, over a new
 * connection: it was refused as a whole, and the server's name may lead to the new master by now.
 */
final class MasterExecutor implements CommandExecutor {
  private final PooledConnectionProvider pool;
  private final MasterConnections connections;
  private final TroubleLog log;

  MasterExecutor(PooledConnectionProvider pool, MasterConnections connections, TroubleLog log) {
    this.pool = pool;
    this.connections = connections;
    this.log = log;
  }

  @Override
  public <T> T executeCommand(CommandObject<T> command) {
    try {
      T reply = sendOrSendAgain(command);
      log.answered();
      return reply;
    } catch (JedisException e) {
      log.failed(RedisTrouble.of(e));
      throw e;
    }
  }

  private <T> T sendOrSendAgain(CommandObject<T> command) {
    try {
      return send(command);
    } catch (JedisException e) {
      if (RedisTrouble.of(e).isWrongServer()) {
        return send(command);
      }
      throw e;
    }
  }

  private <T> T send(CommandObject<T> command) {
    try (Connection connection = connection(command)) {
      return connection.executeCommand(command);
    }
  }

  /** The pool gives none where another command noticed a failover while it opened one. */
  private Connection connection(CommandObject<?> command) {
    while (true) {
      int failovers = connections.failovers();
      try {
        return pool.getConnection(command.getArguments());
      } catch (JedisException e) {
        if (connections.failovers() == failovers) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
