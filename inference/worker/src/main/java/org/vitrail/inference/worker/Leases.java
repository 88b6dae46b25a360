package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Presence;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Renews what this worker holds, three times in a lease, and takes back what silent workers held,
 * for everybody to claim; on a thread of its own, however long a step or the loading of a model
 * takes. The thread that draws says what it holds and hears what it has lost.
 *
 * <p>A thread that has shown no life for as long as a whole job may take is stuck, and nobody knows
 * for how long: then its jobs go to others, and nothing is renewed any more.
 *
 * <p>Own jobs come first, as they would be taken back as well. After an outage of Redis all leases
 * have run out though their workers live: so others get the time to renew theirs, too.
 */
final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);

  /** A step may take longer than a short worker.jobTimeout, and its jobs end after it. */
  private static final Duration SHORTEST_FREEZE = Duration.ofMinutes(1);

  private final JobQueue queue;
  private final String worker;
  private final Supplier<List<String>> lanes;
  private final WorkerOptions options;
  private final LongSupplier nanoTime;
  private final long renewalNanos;
  private final long intervalNanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "leases");
            made.setDaemon(true);
            return made;
          });

  private final Queue<ClaimedJob> lost = new ConcurrentLinkedQueue<>();
  private volatile List<ClaimedJob> held = List.of();
  private volatile long lastSignOfLife;
  private volatile long lastRenewal;
  private volatile Optional<Presence> presence = Optional.empty();
  private boolean started;
  private boolean hasGivenUp;
  private long nextLook;
  private long nextRenewal;
  private long nextReclaim;

  /**
   * @param lanes those that the worker serves now; asked by any thread
   */
  Leases(
      JobQueue queue,
      String worker,
      Supplier<List<String>> lanes,
      WorkerOptions options,
      LongSupplier nanoTime) {
    this.queue = queue;
    this.worker = worker;
    this.lanes = lanes;
    this.options = options;
    this.nanoTime = nanoTime;
    this.renewalNanos = options.lease().dividedBy(3).toNanos();
    this.intervalNanos = Math.min(renewalNanos, MAX_INTERVAL.toNanos());
    this.nextLook = nanoTime.getAsLong();
    this.nextRenewal = nextLook;
    this.nextReclaim = nextLook;
    this.lastSignOfLife = nextLook;
    this.lastRenewal = nextLook;
  }

  /**
   * Looks once at what dead workers left, so that it is drawn first, and keeps leases from then on.
   */
  void start() {
    if (!started) {
      started = true;
      presence = Optional.of(queue.presence(worker, options.lease()));
      keep();
      thread.scheduleWithFixedDelay(this::keep, 0, intervalNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** What is held, as the thread that draws said last; for any thread. */
  List<ClaimedJob> held() {
    return held;
  }

  /** Adds to what is held; by the thread that draws. */
  void add(List<ClaimedJob> claimed) {
    List<ClaimedJob> all = new ArrayList<>(held);
    all.addAll(claimed);
    held = List.copyOf(all);
  }

  /**
   * A sign of life of the thread that draws, to be given often.
   *
   * @param now every job that it holds
   * @return jobs that it does not hold any more, because others may draw them
   */
  List<ClaimedJob> hold(List<ClaimedJob> now) {
    held = List.copyOf(now);
    lastSignOfLife = nanoTime.getAsLong();
    // The process was asleep, or Redis away: it must not go on with what it may have lost.
    if (isOverdue()) {
      renewOverdue();
    }
    List<ClaimedJob> heard = new ArrayList<>();
    for (ClaimedJob job = lost.poll(); job != null; job = lost.poll()) {
      heard.add(job);
    }
    return heard;
  }

  private boolean isOverdue() {
    return nanoTime.getAsLong() - lastRenewal > options.lease().toNanos();
  }

  /** As often as the other thread tries it, or just after that. */
  private synchronized void renewOverdue() {
    long now = nanoTime.getAsLong();
    if (isOverdue() && now - nextLook >= 0) {
      nextLook = now + intervalNanos;
      renew();
    }
  }

  /** Why nothing is renewed, in a sentence for the operator. */
  Optional<String> problem() {
    return isStuck()
        ? Optional.of(
            "The worker has been in one step for more than %d s, so its jobs go to others. Restart it; if"
                    .formatted(longestStep().toSeconds())
                + " that comes again, send SIGQUIT first and keep what it prints.")
        : Optional.empty();
  }

  private boolean isStuck() {
    return !held.isEmpty() && nanoTime.getAsLong() - lastSignOfLife > longestStep().toNanos();
  }

  private Duration longestStep() {
    Duration allowed = options.jobTimeout();
    return allowed.compareTo(SHORTEST_FREEZE) > 0 ? allowed : SHORTEST_FREEZE;
  }

  /** Does what is due, if anything is. */
  void keep() {
    try {
      keepDue();
    } catch (RuntimeException e) {
      // The thread must outlive whatever happens.
      LOG.error("Leases could not be kept; it is tried again in a moment.", e);
    }
  }

  private synchronized void keepDue() {
    long now = nanoTime.getAsLong();
    if (now - nextLook < 0) {
      return;
    }
    nextLook = now + intervalNanos;
    if (now - nextRenewal >= 0 && !renew()) {
      return;
    }
    if (now - nextReclaim >= 0) {
      try {
        reclaim();
      } catch (JedisException e) {
        LOG.warn("The queue does not answer ({}); leases are not looked at.", e.getMessage());
        nextRenewal = now;
        nextReclaim = now + renewalNanos;
      }
    }
  }

  /** Whether Redis answered. */
  private boolean renew() {
    long now = nanoTime.getAsLong();
    List<ClaimedJob> jobs = held;
    try {
      if (isStuck()) {
        giveUp(jobs);
        return true;
      }
      hasGivenUp = false;
      Set<String> gone = queue.renew(worker, jobs);
      jobs.stream().filter(job -> gone.contains(job.job().id())).forEach(lost::add);
      lastRenewal = now;
      nextRenewal = now + renewalNanos;
    } catch (JedisException e) {
      LOG.warn("The queue does not answer ({}); leases are not renewed.", e.getMessage());
      nextRenewal = now;
      nextReclaim = now + renewalNanos;
      return false;
    }
    confirmPresence();
    return true;
  }

  /** At once, and as if the worker had died of them: should it go on, that was not its network. */
  private void giveUp(List<ClaimedJob> jobs) {
    if (!hasGivenUp) {
      queue.breakdown(worker, jobs);
      problem().ifPresent(LOG::error);
      hasGivenUp = true;
    }
  }

  /** Where that fails, this worker is judged by its lease alone, which is renewed. */
  private void confirmPresence() {
    try {
      presence.ifPresent(Presence::confirm);
    } catch (JedisException e) {
      LOG.debug("That this worker lives could not be noted: {}", e.getMessage());
    }
  }

  private void reclaim() {
    List<String> served = lanes.get();
    Set<String> waiting = served.isEmpty() ? Set.of() : queue.reclaim(served, options.lease());
    if (!waiting.isEmpty()) {
      LOG.warn(
          "Jobs {} wait again: their worker is gone, or has been silent for {} s.",
          waiting,
          options.lease().toSeconds());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    presence.ifPresent(Presence::close);
  }
}
