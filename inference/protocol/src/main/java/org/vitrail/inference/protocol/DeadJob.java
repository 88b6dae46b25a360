package org.vitrail.inference.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/**
 * A dead letter: a job that was given up, because each of its workers died while it was alone.
 *
 * @param lane that it waited in
 * @param worker the last one
 * @param attempts how many of its workers died
 */
public record DeadJob(String id, String lane, String worker, int attempts, Instant at) {

  /** The newest first. */
  static List<DeadJob> newest(UnifiedJedis redis, int most) {
    return redis.xrevrange(Keys.DEAD, "+", "-", most).stream().map(DeadJob::of).toList();
  }

  private static DeadJob of(StreamEntry entry) {
    Map<String, String> fields = entry.getFields();
    return new DeadJob(
        fields.get("job"),
        Queues.lane(fields.get("lane")),
        fields.get("worker"),
        Integer.parseInt(fields.get("attempts")),
        Instant.ofEpochMilli(entry.getID().getTime()));
  }
}
