package org.vitrail.inference.protocol;

import java.util.List;
import java.util.Locale;
import redis.clients.jedis.UnifiedJedis;

/** The queue's operations as Lua scripts, which Redis runs one at a time and as a whole. */
enum Script {
  SUBMIT,
  CLAIM,
  END_OVERDUE,
  RECLAIM,
  BREAKDOWN,
  RENEW,
  PRESENT,
  RELEASE,
  PROGRESS,
  RESTART,
  COMPLETE,
  CANCEL,
  CANCEL_REQUESTED,
  STOP,
  STOP_REQUESTED,
  FORGET,
  STATUS,
  REPORT_PACE,
  LANE,
  WORKERS,
  WAITING,
  ANNOUNCE,
  ANNOUNCED;

  /**
   * The second is there for clusters: to a script with one key that does not exist, a node that is
   * just receiving the slot would let an empty queue appear beside the full one. With two it
   * answers TRYAGAIN until it has the slot.
   */
  private static final List<String> KEYS = List.of(Keys.QUEUE_PREFIX, Keys.QUEUE_PREFIX + "whole");

  private final LuaScript script;

  Script() {
    script =
        LuaScript.beside(
            Script.class,
            "common.lua",
            "order.lua",
            "transitions.lua",
            name().toLowerCase(Locale.ROOT) + ".lua");
  }

  /**
   * Runs the script.
   *
   * @param arguments as of {@link LuaScript#run}
   * @return a text, a Long, a list of such, or null
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away or refuses
   */
  Object run(UnifiedJedis redis, Object... arguments) {
    return script.run(redis, KEYS, arguments);
  }

  /** The same with a script of others, see {@link BesideJob}. */
  LuaScript with(LuaScript other) {
    return script.with(other);
  }

  /** What it is given when it does not run alone. */
  static LuaScript.Given given(Object... arguments) {
    return new LuaScript.Given(KEYS, List.of(arguments));
  }
}
