package org.vitrail.bot.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.executors.DefaultCommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * The life of a process that ends after a number of calls: the last of them takes effect, but
 * nobody hears of it, and from then on no thread of it reaches anything. Counts calls that change
 * something, whichever thread makes them; who dies between two others leaves the same behind. It
 * finds them out by itself: of Redis by asking it before and after each command, of a platform by
 * {@link #act}. Calls come one at a time, so that what changed is what the call did.
 */
public final class Mortal implements AutoCloseable {
  private final int lastCall;
  private final List<String> calls = new ArrayList<>();
  private final Jedis observer;
  private final ConnectionProvider connections;
  private final UnifiedJedis redis;
  private volatile boolean isDead;

  /** What every call of a dead process ends with. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("This process is dead.", null, false, false);
    }
  }

  /**
   * @param port of the real Redis on 127.0.0.1
   * @param lastCall the number of the call after which it dies, from 1
   */
  public Mortal(int port, int lastCall) {
    this.lastCall = lastCall;
    HostAndPort address = new HostAndPort("127.0.0.1", port);
    observer = new Jedis(address);
    connections = new PooledConnectionProvider(address);
    redis = new MortalRedis(new Calls(new DefaultCommandExecutor(connections)), connections);
  }

  /** By which it reaches Redis. */
  public UnifiedJedis redis() {
    return redis;
  }

  public boolean isDead() {
    return isDead;
  }

  /** What it did, in order. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** Does something outside of Redis that changes the world. */
  public synchronized <T> T act(String name, Supplier<T> call) {
    requireLife();
    T answer = call.get();
    count(name);
    return answer;
  }

  /** Ends calls of whoever is dead. */
  public void requireLife() {
    if (isDead) {
      throw new Killed();
    }
  }

  private void count(String name) {
    calls.add(name);
    if (calls.size() == lastCall) {
      isDead = true;
      throw new Killed();
    }
  }

  private long changes() {
    return observer
        .info("persistence")
        .lines()
        .filter(line -> line.startsWith("rdb_changes_since_last_save:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
        .findFirst()
        .orElseThrow();
  }

  private synchronized <T> T send(CommandExecutor to, CommandObject<T> command) {
    requireLife();
    long before = changes();
    T reply = to.executeCommand(command);
    if (changes() != before) {
      count(name(command));
    }
    return reply;
  }

  private static String name(CommandObject<?> command) {
    StringBuilder name = new StringBuilder();
    command.getArguments().getKeys().stream().limit(2).forEach(key -> name.append(' ').append(key));
    return command.getArguments().getCommand().toString().toLowerCase(Locale.ROOT) + name;
  }

  /** Waiting for something new must not keep the other threads waiting. */
  private static boolean blocks(CommandObject<?> command) {
    return command.getArguments().getCommand() == Protocol.Command.XREADGROUP;
  }

  private final class Calls implements CommandExecutor {
    private final CommandExecutor to;

    Calls(CommandExecutor to) {
      this.to = to;
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
      if (!blocks(command)) {
        return send(to, command);
      }
      requireLife();
      T reply = to.executeCommand(command);
      return reply == null ? null : act(name(command), () -> reply);
    }

    @Override
    public void close() throws Exception {
      to.close();
    }
  }

  private static final class MortalRedis extends UnifiedJedis {
    MortalRedis(CommandExecutor calls, ConnectionProvider connections) {
      super(calls, connections, RedisProtocol.RESP2, null);
    }
  }

  @Override
  public void close() {
    isDead = true;
    redis.close();
    observer.close();
  }
}
