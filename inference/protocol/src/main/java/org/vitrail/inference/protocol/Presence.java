package org.vitrail.inference.protocol;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Lets others see at once that this worker is gone: it listens to a channel of its own, and the
 * system closes that connection when the process is killed.
 *
 * <p>A closed connection alone says nothing, since a restart of Redis closes those of all. So who
 * is gone and holds jobs has a grace of two renewals; only then others take them over. Meanwhile
 * nobody begins new jobs in front of them. Whose connection this server never saw, because it may
 * not listen or is connected to another node of a cluster, is judged by its lease alone.
 */
public final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final UnifiedJedis redis;
  private final String worker;
  private final Duration lease;
  private final JobEvents connection;

  Presence(UnifiedJedis redis, String worker, Duration lease) {
    this.redis = redis;
    this.worker = Require.identifier("worker", worker);
    this.lease = Require.present("lease", lease);
    this.connection =
        new JobEvents(
            redis,
            new JobEvents.Channel(
                Keys.presence(worker),
                "presence",
                "Redis, asked to note that this worker lives,",
                "Redis does not let this user show that its worker lives. Should it be killed, its"
                    + " jobs go to others a few seconds later. "
                    + Keys.ALLOW_PRESENCE),
            nothing -> {},
            this::connected);
  }

  /** Else a worker that is killed before its next renewal was not seen to go. */
  private void connected() {
    try {
      confirm();
    } catch (JedisException e) {
      LOG.debug("That worker {} is connected could not be noted: {}", worker, e.getMessage());
    }
  }

  /** After how long without a renewal a worker is dead whose connection is closed. */
  static Duration grace(Duration lease) {
    return lease.multipliedBy(2).dividedBy(3);
  }

  /**
   * Says for another lease whether the connection can be seen; to be called at each renewal, and
   * done by itself whenever it is connected.
   *
   * @return whether it is seen
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away or refuses
   */
  public boolean confirm() {
    return Replies.yes(
        Script.PRESENT.run(redis, worker, grace(lease).toMillis(), lease.toMillis()));
  }

  @Override
  public void close() {
    connection.close();
  }
}
