package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Workers of one lane in plain Java: who holds which job since when, whose connection can be seen,
 * and what becomes of their jobs. Time is handed in, in seconds.
 */
final class WorkersModel {
  static final int MAX_ATTEMPTS = 3;

  /** No multiple of it is near a threshold, so a test may take a while. */
  static final int MOMENT_SECONDS = 600;

  static final Duration LEASE = Duration.ofSeconds(1900);
  private static final long GRACE_SECONDS = Presence.grace(LEASE).toSeconds();

  /** For so long others let what the gone left go first. */
  private static final long PATIENCE_SECONDS = GRACE_SECONDS + 2;

  private static final class Worker {
    /** When each of its jobs was claimed or renewed. */
    private final Map<String, Long> leases = new TreeMap<>();

    private boolean isConnected;
    private boolean wasSeen;
    private long seenUntil;

    boolean isSeenToBeGone(long now) {
      return wasSeen && now < seenUntil && !isConnected;
    }

    long silence(long now) {
      return leases.values().stream().mapToLong(it -> now - it).min().orElse(Long.MAX_VALUE);
    }
  }

  private final FairOrderModel order = new FairOrderModel();
  private final Map<String, Worker> workers = new TreeMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Set<String> withdrawn = new HashSet<>();

  private Worker worker(String name) {
    return workers.computeIfAbsent(name, it -> new Worker());
  }

  FairOrderModel order() {
    return order;
  }

  int attempt(String id) {
    return attempts.get(id);
  }

  void connect(String name, boolean isConnected) {
    worker(name).isConnected = isConnected;
  }

  /** Notes whether its connection is seen, for a lease. */
  boolean confirm(String name, long now) {
    Worker worker = worker(name);
    worker.wasSeen = worker.isConnected;
    worker.seenUntil = now + LEASE.toSeconds();
    return worker.wasSeen;
  }

  /** Whether nobody knows any more whether it was seen. */
  boolean isForgotten(String name, long now) {
    return now >= worker(name).seenUntil;
  }

  List<String> claim(String name, Room room, long now) {
    boolean isJobAwaited =
        workers.entrySet().stream()
            .filter(it -> !it.getKey().equals(name))
            .map(Map.Entry::getValue)
            .anyMatch(it -> it.isSeenToBeGone(now) && it.silence(now) < PATIENCE_SECONDS);
    List<String> claimed = order.claim(room, isJobAwaited);
    for (String id : claimed) {
      worker(name).leases.put(id, now);
      attempts.merge(id, 1, Integer::sum);
    }
    return claimed;
  }

  /** Those that it does not hold any more. */
  Set<String> renew(String name, Set<String> ids, long now) {
    Set<String> lost = new TreeSet<>(ids);
    lost.removeAll(worker(name).leases.keySet());
    worker(name).leases.replaceAll((id, since) -> ids.contains(id) ? now : since);
    return lost;
  }

  /** Whether the outcome counts. */
  boolean complete(String name, String id) {
    if (worker(name).leases.remove(id) == null) {
      return false;
    }
    order.complete(id);
    return !withdrawn.contains(id);
  }

  void release(String name, String id) {
    if (worker(name).leases.remove(id) == null) {
      return;
    }
    attempts.merge(id, -1, Integer::sum);
    waitOrEnd(id);
  }

  void cancel(String id) {
    if (order.waiting().contains(id)) {
      order.cancel(id);
    } else {
      withdrawn.add(id);
    }
  }

  /** The jobs that wait again. */
  Set<String> reclaim(long now) {
    Set<String> taken = new TreeSet<>();
    for (Worker worker : workers.values()) {
      long longest = worker.isSeenToBeGone(now) ? GRACE_SECONDS : LEASE.toSeconds();
      boolean isDead = !worker.leases.isEmpty() && worker.silence(now) >= longest;
      boolean hasCompany = isDead && worker.leases.size() > 1;
      for (Map.Entry<String, Long> lease : Map.copyOf(worker.leases).entrySet()) {
        boolean isAbandoned = 2 * (now - lease.getValue()) >= 3 * LEASE.toSeconds();
        if (isDead || isAbandoned) {
          worker.leases.remove(lease.getKey());
          if (takeBack(lease.getKey(), hasCompany)) {
            taken.add(lease.getKey());
          }
        }
      }
    }
    return taken;
  }

  private boolean takeBack(String id, boolean hasCompany) {
    if (!hasCompany && !withdrawn.contains(id) && attempts.get(id) >= MAX_ATTEMPTS) {
      order.complete(id);
      return false;
    }
    if (hasCompany && !withdrawn.contains(id)) {
      order.noteCompany(id);
      attempts.merge(id, -1, Integer::sum);
    }
    return waitOrEnd(id);
  }

  /** Whether it waits. */
  private boolean waitOrEnd(String id) {
    if (withdrawn.contains(id)) {
      order.complete(id);
      return false;
    }
    order.giveBack(id);
    return true;
  }
}
