package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobQueue;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Renews what this worker holds, three times in a lease, and takes back what silent workers held,
 * for everybody to claim. One thread, which should call often.
 *
 * <p>Its own come first, as it would take back those as well. After an outage of Redis all leases
 * have run out though their workers live: so others get the time to renew theirs, too.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);

  private final JobQueue queue;
  private final String worker;
  private final Supplier<List<String>> lanes;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final long renewalNanos;
  private final long intervalNanos;
  private long nextLook;
  private long nextRenewal;
  private long nextReclaim;

  /**
   * @param lanes those that the worker serves now
   */
  Leases(
      JobQueue queue,
      String worker,
      Supplier<List<String>> lanes,
      Duration lease,
      LongSupplier nanoTime) {
    this.queue = queue;
    this.worker = worker;
    this.lanes = lanes;
    this.lease = lease;
    this.nanoTime = nanoTime;
    this.renewalNanos = lease.dividedBy(3).toNanos();
    this.intervalNanos = Math.min(renewalNanos, MAX_INTERVAL.toNanos());
    this.nextLook = nanoTime.getAsLong();
    this.nextRenewal = nextLook;
    this.nextReclaim = nextLook;
  }

  /**
   * Does what is due, if anything is.
   *
   * @param held every job that the worker holds
   * @return the ids of those that it holds no longer
   */
  Set<String> keep(Supplier<List<ClaimedJob>> held) {
    long now = nanoTime.getAsLong();
    if (now - nextLook < 0) {
      return Set.of();
    }
    nextLook = now + intervalNanos;
    try {
      Set<String> lost = Set.of();
      if (now - nextRenewal >= 0) {
        lost = queue.renew(worker, held.get());
        nextRenewal = now + renewalNanos;
      }
      if (now - nextReclaim >= 0) {
        reclaim();
      }
      return lost;
    } catch (JedisException e) {
      LOG.warn("The queue does not answer ({}); leases are not renewed.", e.getMessage());
      nextRenewal = now;
      nextReclaim = now + renewalNanos;
      return Set.of();
    }
  }

  private void reclaim() {
    List<String> served = lanes.get();
    Set<String> waiting = served.isEmpty() ? Set.of() : queue.reclaim(served, lease);
    if (!waiting.isEmpty()) {
      LOG.warn(
          "Jobs {} wait again: their worker has been silent for {} s.", waiting, lease.toSeconds());
    }
  }
}
