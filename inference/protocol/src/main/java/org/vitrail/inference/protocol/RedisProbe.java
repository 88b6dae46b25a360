package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Tries every command that Vitrail uses on keys that nobody else has, then an event, and takes the
 * keys away again.
 */
final class RedisProbe {
  /**
   * In an order in which each finds what it needs; {@code $} begins a key. A test compares them
   * with those in the scripts.
   */
  static final List<String> COMMANDS =
      List.of(
          "SET $text 1 PX 60000",
          "GET $text",
          "GETEX $text PX 60000",
          "INCR $text",
          "EXISTS $text",
          "TYPE $text",
          "PEXPIRE $text 60000",
          "EXPIRE $text 60",
          "PTTL $text",
          "GETDEL $text",
          "TIME",
          "HSET $hash a 1",
          "HSETNX $hash b 1",
          "HINCRBY $hash a 1",
          "HGET $hash a",
          "HMGET $hash a b",
          "HGETALL $hash",
          "HVALS $hash",
          "HKEYS $hash",
          "HLEN $hash",
          "HEXISTS $hash a",
          "HDEL $hash a",
          "RPUSH $list a",
          "LINDEX $list 0",
          "LPOP $list",
          "SADD $set a",
          "SCARD $set",
          "SISMEMBER $set a",
          "SMEMBERS $set",
          "ZADD $order 1 a",
          "ZINCRBY $order 1 a",
          "ZCARD $order",
          "ZCOUNT $order 0 9",
          "ZRANGEBYSCORE $order 0 9",
          "ZRANGE $order 0 -1",
          "ZRANK $order a",
          "ZSCORE $order a",
          "ZREMRANGEBYSCORE $order 5 9",
          "ZREMRANGEBYRANK $order 5 9",
          "ZREM $order a",
          "XADD $stream 1-1 a b",
          "XGROUP CREATE $stream g 0-0",
          "XREADGROUP GROUP g c COUNT 1 STREAMS $stream >",
          "XREAD COUNT 1 STREAMS $stream 0-0",
          "XTRIM $stream MAXLEN ~ 1000",
          "XRANGE $stream - +",
          "XREVRANGE $stream + -",
          "XINFO GROUPS $stream",
          "XPENDING $stream g - + 1",
          "XCLAIM $stream g c 0 1-1",
          "XAUTOCLAIM $stream g c 0 0-0",
          "XACK $stream g 1-1",
          "XDEL $stream 1-1");

  private static final List<String> KINDS =
      List.of("text", "hash", "list", "set", "order", "stream");
  private static final String SCRIPT = "return redis.call('SET', KEYS[1], '1', 'PX', '60000')";

  private final Connection connection;
  private final Supplier<Connection> another;
  private final String id = UUID.randomUUID().toString();
  private final String prefix;
  private final String outside;
  private final Map<RedisTrouble, Set<String>> refusals = new EnumMap<>(RedisTrouble.class);

  /**
   * @param another opens a second connection, for events
   * @param tag a hash tag of a slot that the server has
   */
  RedisProbe(Connection connection, Supplier<Connection> another, String tag) {
    this.connection = connection;
    this.another = another;
    this.prefix = Keys.prefix(tag) + "probe:" + id + ":";
    this.outside = "vitrail:probe:{" + tag + "}:" + id;
  }

  /**
   * What does not work, as a sentence without its subject; empty if all does.
   *
   * @throws JedisException if nothing works, with the reason
   */
  Optional<String> problem() {
    try {
      for (String command : COMMANDS) {
        List<String> words = words(command);
        attempt(words.get(0), words);
      }
      // By its text a script is sent once only, and then by its name.
      attempt("EVAL", List.of("EVAL", SCRIPT, "1", prefix + "text"));
      attempt("EVALSHA", List.of("EVALSHA", LuaScript.sha1(SCRIPT), "1", prefix + "text"));
      // Pictures lie outside of the queue's own keys.
      attempt("SET of vitrail:*", List.of("SET", outside, "1", "PX", "60000"));
    } finally {
      tidy();
    }
    return refused("does not know the command %s. %s", RedisTrouble.UNKNOWN_COMMAND)
        .or(
            () ->
                refused(
                    "does not let this user use %s on the keys vitrail:*. %s",
                    RedisTrouble.NO_RIGHT))
        .or(() -> refused("refused the command %s. %s", RedisTrouble.OTHER))
        .or(this::deafness);
  }

  private Optional<String> refused(String sentence, RedisTrouble trouble) {
    return Optional.ofNullable(refusals.get(trouble))
        .map(names -> sentence.formatted(String.join(", ", names), trouble.help()));
  }

  private List<String> words(String command) {
    return List.of(command.split(" ")).stream()
        .map(word -> word.startsWith("$") ? prefix + word.substring(1) : word)
        .toList();
  }

  private void attempt(String name, List<String> words) {
    try {
      send(words);
    } catch (JedisNoScriptException allowed) {
      // It was looked for; that the server could not be told it is found with EVAL.
    } catch (JedisDataException refusal) {
      RedisTrouble trouble = RedisTrouble.of(refusal);
      switch (trouble) {
        case NO_RIGHT, UNKNOWN_COMMAND, OTHER ->
            refusals.computeIfAbsent(trouble, none -> new LinkedHashSet<>()).add(name);
        default -> throw refusal;
      }
    }
  }

  private Object send(List<String> words) {
    CommandArguments arguments =
        new CommandArguments(Protocol.Command.valueOf(words.get(0).toUpperCase(Locale.ROOT)));
    words.stream().skip(1).forEach(arguments::add);
    return connection.executeCommand(arguments);
  }

  private void tidy() {
    List<String> delete = new ArrayList<>(List.of("DEL", outside));
    KINDS.forEach(kind -> delete.add(prefix + kind));
    try {
      attempt("DEL", delete);
    } catch (JedisException gone) {
      // What is left is empty or expires by itself; why is told by the command before.
    }
  }

  /**
   * Why nobody would see at once that a worker has gone, as a sentence without its subject; empty
   * if they would. Jobs are drawn without that, too.
   */
  Optional<String> blindness() {
    String channel = Keys.presence("probe-" + id);
    try (Connection listening = another.get()) {
      send(List.of("PUBSUB", "NUMSUB", channel));
      new JedisPubSub() {
        @Override
        public void onSubscribe(String subscribed, int channels) {
          unsubscribe();
        }
      }.proceed(listening, channel);
      return Optional.empty();
    } catch (JedisDataException refusal) {
      if (RedisTrouble.of(refusal) != RedisTrouble.NO_RIGHT) {
        throw refusal;
      }
      return Optional.of(
          "does not let this user see which workers live, so the jobs of one that is killed go to"
              + " others a few seconds later. "
              + Keys.ALLOW_PRESENCE
              + ".");
    }
  }

  /** Sends an event to ourselves; others who listen look for a job of that name and find none. */
  private Optional<String> deafness() {
    boolean[] heard = new boolean[1];
    try (Connection listening = another.get()) {
      new JedisPubSub() {
        @Override
        public void onSubscribe(String channel, int channels) {
          send(List.of("PUBLISH", channel, "probe-" + id));
        }

        @Override
        public void onMessage(String channel, String message) {
          if (message.equals("probe-" + id)) {
            heard[0] = true;
            unsubscribe();
          }
        }
      }.proceed(listening, Keys.CHANGED_CHANNEL);
    } catch (JedisConnectionException silence) {
      heard[0] = false;
    } catch (JedisDataException refusal) {
      if (RedisTrouble.of(refusal) != RedisTrouble.NO_RIGHT) {
        throw refusal;
      }
      return Optional.of(
          "does not let this user publish to and listen at the channel %s. %s"
              .formatted(Keys.CHANGED_CHANNEL, RedisTrouble.NO_RIGHT.help()));
    }
    return heard[0]
        ? Optional.empty()
        : Optional.of("does not bring events (PUBLISH and SUBSCRIBE), which jobs need.");
  }
}
