package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/** The queue's operations as Lua scripts, which Redis runs one at a time and as a whole. */
enum Script {
  SUBMIT,
  CLAIM,
  RECLAIM,
  RENEW,
  RELEASE,
  PROGRESS,
  RESTART,
  COMPLETE,
  CANCEL,
  CANCEL_REQUESTED,
  FORGET,
  STATUS,
  REPORT_PACE,
  LANE,
  WORKERS;

  private static final List<String> KEYS = List.of(Keys.QUEUE_PREFIX);

  private final LuaScript script;

  Script() {
    script = LuaScript.beside(Script.class, "common.lua", name().toLowerCase(Locale.ROOT) + ".lua");
  }

  /**
   * Runs the script.
   *
   * @param arguments become ARGV as texts; a collection stands for its elements, a map for its keys
   *     and values in turn
   * @return a text, a Long, a list of such, or null
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away or refuses
   */
  Object run(UnifiedJedis redis, Object... arguments) {
    List<String> texts = new ArrayList<>();
    addTo(texts, List.of(arguments));
    return script.run(redis, KEYS, texts);
  }

  private static void addTo(List<String> texts, Collection<?> arguments) {
    for (Object argument : arguments) {
      if (argument instanceof Collection<?> several) {
        addTo(texts, several);
      } else if (argument instanceof Map<?, ?> fields) {
        fields.forEach((key, value) -> addTo(texts, List.of(key, value)));
      } else {
        texts.add(argument.toString());
      }
    }
  }
}
