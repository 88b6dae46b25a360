package org.vitrail.inference.protocol;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;

/**
 * Tells that a job changed, on a daemon thread of its own; what changed is to be asked of the
 * {@link JobQueue}.
 *
 * <p>Redis does not keep messages for a subscriber that is away. So an event is a hint, and after
 * every gap the subscriber hears that it is connected again and should look at all its open jobs.
 * It holds one connection of the pool, and when Redis goes away it subscribes anew, at first at
 * once and then ever more rarely, up to every five seconds.
 */
public final class JobEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);
  private static final ExponentialBackoff BACKOFF =
      new ExponentialBackoff(Duration.ofMillis(50), Duration.ofSeconds(5));
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);

  private static final Channel CHANGES =
      new Channel(
          Keys.CHANGED_CHANNEL,
          "job-events",
          "Redis, asked for news of jobs,",
          "Redis lets this user hear of no job events. Jobs go on, but what people see of them is up"
              + " to a second late. "
              + Keys.ALLOW_EVENTS);

  /**
   * What is listened to.
   *
   * @param thread its name
   * @param asked the subject of sentences about trouble
   * @param refusal for a user who may not listen: what follows, and what to do
   */
  record Channel(String name, String thread, String asked, String refusal) {}

  private final UnifiedJedis redis;
  private final Channel channel;
  private final Consumer<String> onChange;
  private final Runnable onConnected;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private final Subscription subscription = new Subscription();
  private final TroubleLog troubles;
  private Duration pause = BACKOFF.first(); // touched by the listening thread only
  private boolean refused; // likewise

  /** Listens from now on; see the other constructor. */
  public JobEvents(UnifiedJedis redis, Consumer<String> onChange) {
    this(redis, onChange, () -> {});
  }

  /**
   * Listens from now on.
   *
   * @param onChange takes the id of a job that changed; should return soon, as later events wait
   * @param onConnected runs whenever events begin to arrive, at the start and after each gap
   */
  public JobEvents(UnifiedJedis redis, Consumer<String> onChange, Runnable onConnected) {
    this(redis, CHANGES, onChange, onConnected);
  }

  /**
   * Listens to any channel.
   *
   * @param channel as {@link #CHANGES}
   */
  JobEvents(UnifiedJedis redis, Channel channel, Consumer<String> onChange, Runnable onConnected) {
    this.redis = Require.present("redis", redis);
    this.channel = channel;
    this.thread = new Thread(this::listen, channel.thread());
    this.troubles = new TroubleLog(channel.asked(), System::nanoTime);
    this.onChange = Require.present("onChange", onChange);
    this.onConnected = Require.present("onConnected", onConnected);
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening; when it returns no callback runs any more, unless one was stuck. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (subscription.isSubscribed()) {
        subscription.unsubscribe();
      }
      if (thread != Thread.currentThread()) {
        thread.join(PATIENCE_AT_CLOSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("The connection that was to be closed is gone already.", e);
    }
  }

  private void listen() {
    while (!isClosed()) {
      try {
        redis.subscribe(subscription, channel.name());
      } catch (RuntimeException | Error e) {
        if (isClosed()) {
          return;
        }
        if (e instanceof JedisAccessControlException) {
          noteRefused();
        } else if (e.getCause() instanceof SocketTimeoutException) {
          LOG.debug("No event for a while; subscribing anew in case the connection is dead.");
        } else {
          note(RedisTrouble.of(e), e);
        }
      }
      if (rest()) {
        return;
      }
    }
  }

  /** Who has the same connection for commands hears of outages there. */
  private void note(RedisTrouble trouble, Throwable e) {
    LOG.debug("Redis sends no events; trying again in {} ms.", pause.toMillis(), e);
    if (trouble == RedisTrouble.OTHER) {
      LOG.error("Listening to job events failed; it begins anew.", e);
    } else if (!trouble.isOutage() && !trouble.isWrongServer()) {
      troubles.failed(trouble);
    }
  }

  /** A right that is missing stays so for long; said once, and it is tried on in silence. */
  private void noteRefused() {
    if (!refused) {
      LOG.warn(channel.refusal());
      refused = true;
    }
  }

  /** Whether it was closed while resting. */
  private boolean rest() {
    try {
      boolean over = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      pause = BACKOFF.next(pause);
      return over;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void tell(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      LOG.error("A listener to job events failed; it keeps getting later ones.", e);
    }
  }

  private final class Subscription extends JedisPubSub {
    @Override
    public void onSubscribe(String channel, int channels) {
      pause = BACKOFF.first();
      refused = false;
      if (isClosed()) {
        unsubscribe();
      } else {
        tell(onConnected);
      }
    }

    @Override
    public void onMessage(String channel, String jobId) {
      if (!isClosed()) {
        tell(() -> onChange.accept(jobId));
      }
    }
  }
}
