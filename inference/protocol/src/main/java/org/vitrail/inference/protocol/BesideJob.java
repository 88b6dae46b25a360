package org.vitrail.inference.protocol;

import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/**
 * A script that runs at the very moment at which a job is queued: what it writes and the job are
 * there together, or neither is. It runs for a job that is known already, too, which changes
 * nothing of the job.
 */
public final class BesideJob {
  /** What the names of its keys begin with: a cluster keeps them where it keeps the queue. */
  public static final String PREFIX = Keys.QUEUE_PREFIX;

  private final LuaScript submitWith;

  /**
   * @param script asks the guard before it writes
   */
  public BesideJob(LuaScript script) {
    submitWith = Script.SUBMIT.with(script);
  }

  /**
   * What it is to be run with, as {@link LuaScript#run} takes it.
   *
   * @param keys all of them begin with {@link #PREFIX}
   */
  public Call call(List<String> keys, Object... arguments) {
    return new Call(this, keys, List.of(arguments));
  }

  /** One run of the script. */
  public record Call(BesideJob script, List<String> keys, List<Object> arguments) {
    /** Both replies. */
    List<?> run(UnifiedJedis redis, LuaScript.Given submission) {
      return script.submitWith.together(redis, submission, new LuaScript.Given(keys, arguments));
    }
  }
}
