package org.vitrail.inference.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** What a server tells about itself by INFO and CONFIG GET; what it does not tell is empty. */
record RedisInfo(Map<String, String> fields, Map<String, String> settings) {
  static final RedisInfo NONE = new RedisInfo(Map.of(), Map.of());

  /**
   * @throws redis.clients.jedis.exceptions.JedisException if the server does not answer or answers
   *     nothing at all; not if it forbids these commands
   */
  static RedisInfo of(Connection connection) {
    Map<String, String> fields = new HashMap<>();
    Map<String, String> settings = new HashMap<>();
    try {
      Object text = connection.executeCommand(new CommandArguments(Protocol.Command.INFO));
      new String((byte[]) text, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.contains(":") && !line.startsWith("#"))
          .forEach(
              line ->
                  fields.put(
                      line.substring(0, line.indexOf(':')),
                      line.substring(line.indexOf(':') + 1).strip()));
    } catch (JedisDataException forbidden) {
      ifOnlyForbidden(forbidden);
    }
    try {
      Object save =
          connection.executeCommand(
              new CommandArguments(Protocol.Command.CONFIG).add("GET").add("save"));
      settings.putAll(BuilderFactory.STRING_MAP.build(save));
    } catch (JedisDataException forbidden) {
      ifOnlyForbidden(forbidden);
    }
    return new RedisInfo(fields, settings);
  }

  private static void ifOnlyForbidden(JedisDataException refusal) {
    RedisTrouble trouble = RedisTrouble.of(refusal);
    if (trouble.isOutage() || trouble == RedisTrouble.CLUSTER) {
      throw refusal;
    }
  }

  boolean isKnown() {
    return fields.containsKey("redis_version");
  }

  String get(String field) {
    return fields.getOrDefault(field, "");
  }

  boolean is(String field, String value) {
    return get(field).equals(value);
  }

  Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /** As {@code 6.2.11} or {@code Valkey 8.0.1}. */
  String version() {
    return get("valkey_version").isEmpty()
        ? get("redis_version")
        : "Valkey " + get("valkey_version");
  }

  /** A fork that numbers otherwise is judged by its commands. */
  boolean isRecentEnough() {
    String version = get("redis_version");
    if (!version.matches("\\d{1,6}\\.\\d{1,6}.*")) {
      return true;
    }
    String[] numbers = version.split("\\D", 3);
    int major = Integer.parseInt(numbers[0]);
    return major > 6 || (major == 6 && Integer.parseInt(numbers[1]) >= 2);
  }
}
