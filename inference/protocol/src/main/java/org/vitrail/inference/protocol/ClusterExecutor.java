package org.vitrail.inference.protocol;

import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.executors.CommandExecutor;

/**
 * Sends each command to the node of a cluster that has its keys, and after it where the nodes say
 * that they are now.
 *
 * <p>A command that may have been carried out is not sent twice, other than by Jedis' own executor:
 * its sender knows whether that does harm, and waits in its own way for the replica that takes
 * over.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">Redis
 *     cluster specification</a>
 */
final class ClusterExecutor implements CommandExecutor {
  /** More than a failover or a slot on its way needs. */
  private static final int MAX_REDIRECTIONS = 5;

  private final ClusterNodes nodes;
  private final TroubleLog log;

  ClusterExecutor(ClusterNodes nodes, TroubleLog log) {
    this.nodes = nodes;
    this.log = log;
  }

  @Override
  public <T> T executeCommand(CommandObject<T> command) {
    try {
      T reply = send(command);
      log.answered();
      return reply;
    } catch (JedisException e) {
      if (e instanceof JedisConnectionException) {
        nodes.renewSlotCache();
      }
      log.failed(RedisTrouble.of(e));
      throw e;
    }
  }

  private <T> T send(CommandObject<T> command) {
    JedisRedirectionException redirection = null;
    for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
      try (Connection connection = connection(command, redirection)) {
        if (redirection instanceof JedisAskDataException) {
          connection.executeCommand(Protocol.Command.ASKING);
        }
        try {
          return connection.executeCommand(command);
        } catch (JedisMovedDataException moved) {
          nodes.renewSlotCache(connection);
          redirection = moved;
        } catch (JedisAskDataException ask) {
          redirection = ask;
        }
      }
    }
    throw new JedisClusterException(
        "CLUSTERDOWN Nodes send a command to and fro: " + redirection.getMessage(), redirection);
  }

  /** Where the node is gone nothing was sent yet, and another may have its slots already. */
  private Connection connection(CommandObject<?> command, JedisRedirectionException redirection) {
    try {
      return redirection == null
          ? nodes.getConnection(command.getArguments())
          : nodes.getConnection(redirection.getTargetNode());
    } catch (JedisConnectionException gone) {
      nodes.renewSlotCache();
      return nodes.getConnection(command.getArguments());
    }
  }

  @Override
  public void close() {
    nodes.close();
  }
}
