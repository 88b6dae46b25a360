package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ExponentialBackoff;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Jobs that failed for what may pass, and are tried again after a pause that depends on it: once
 * where memory ran out, a few times where Redis refuses what they begin from, and as often as need
 * be while it is away. They stay this worker's meanwhile, and others are drawn. One thread.
 */
final class LaterTries {
  /** Other programs may give their memory back by then. */
  static final Duration AFTER_SHORTAGE = Duration.ofSeconds(15);

  private static final ExponentialBackoff WHILE_AWAY =
      new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** Half a minute, with their pauses: by then a right that was missing may be there. */
  private static final int MOST_REFUSALS = 5;

  private final LongSupplier nanos;
  private final Map<String, Later> waiting = new LinkedHashMap<>();
  private final Map<String, Failures> failures = new HashMap<>();

  private record Later(ClaimedJob job, long dueNanos, boolean isOutOfReach) {}

  /** How often a job failed for each kind of what may pass: none uses up the tries of another. */
  private static final class Failures {
    private int shortages;
    private int outages;
    private int refusals;

    /** After one more: how long to wait, or empty if the job is not tried again. */
    Optional<Duration> pauseAfter(Exception cause) {
      if (isOutage(cause)) {
        return Optional.of(WHILE_AWAY.after(++outages));
      }
      if (cause instanceof JedisException) {
        return Optional.of(WHILE_AWAY.after(++refusals)).filter(it -> refusals <= MOST_REFUSALS);
      }
      return DeviceMemory.isExhausted(cause) && ++shortages == 1
          ? Optional.of(AFTER_SHORTAGE)
          : Optional.empty();
    }
  }

  LaterTries(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Takes a job that failed; false if it has had its tries, or the failure will not pass. */
  boolean take(ClaimedJob job, Exception cause) {
    String id = job.job().id();
    Optional<Duration> pause = failures.computeIfAbsent(id, it -> new Failures()).pauseAfter(cause);
    if (pause.isEmpty()) {
      failures.remove(id);
      return false;
    }
    long due = nanos.getAsLong() + pause.get().toNanos();
    waiting.put(id, new Later(job, due, isOutage(cause)));
    return true;
  }

  private static boolean isOutage(Exception cause) {
    return cause instanceof JedisException && RedisTrouble.of(cause).isOutage();
  }

  /**
   * Those that wait for the end of an outage, of which nobody knows when it comes: while the queue
   * answers, as in a cluster that lacks a node, others are better served with the model of theirs.
   */
  List<ClaimedJob> outOfReach() {
    return waiting.values().stream().filter(Later::isOutOfReach).map(Later::job).toList();
  }

  /** Those whose pause is over, which are not kept here any more. */
  List<ClaimedJob> due() {
    long now = nanos.getAsLong();
    List<ClaimedJob> due =
        waiting.values().stream()
            .filter(later -> now - later.dueNanos >= 0)
            .map(Later::job)
            .toList();
    due.forEach(job -> waiting.remove(job.job().id()));
    return due;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  List<ClaimedJob> jobs() {
    return waiting.values().stream().map(Later::job).toList();
  }

  /** A job has ended, or is somebody else's. */
  void forget(String jobId) {
    waiting.remove(jobId);
    failures.remove(jobId);
  }
}
