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

  /** So many attempts do not count that came to nothing while the worker lived. */
  private static final int MOST_SPARED = 5;

  private static final class Worker {
    /** When each of its jobs was claimed or renewed. */
    private final Map<String, Long> leases = new TreeMap<>();

    /** Jobs that it had when it was taken for dead, and whether in company. */
    private final Map<String, Boolean> blamed = new HashMap<>();

    private boolean isConnected;
    private boolean wasSeen;
    private long seenUntil;

    boolean isSeenToBeGone(long now) {
      return wasSeen && now < seenUntil && !isConnected;
    }

    /** Since it took or renewed anything. */
    long silence(long now) {
      return leases.values().stream().mapToLong(it -> now - it).min().orElse(Long.MAX_VALUE);
    }

    boolean isDead(long now) {
      long confirmed = seenUntil - LEASE.toSeconds();
      long silence = now < seenUntil ? Math.min(silence(now), now - confirmed) : silence(now);
      return silence >= (isSeenToBeGone(now) ? GRACE_SECONDS : LEASE.toSeconds());
    }
  }

  private final FairOrderModel order = new FairOrderModel();
  private final Map<String, Worker> workers = new TreeMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, Integer> spared = new HashMap<>();
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

  /** For how long it is still known whether it was seen. */
  Duration known(String name, long now) {
    return Duration.ofSeconds(Math.max(0, worker(name).seenUntil - now));
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
    for (String id : lost) {
      Boolean hadCompany = worker(name).blamed.remove(id);
      if (hadCompany != null && isSpared(id)) {
        if (hadCompany) {
          order.forgetCompany(id);
        } else {
          attempts.merge(id, -1, Integer::sum);
        }
      }
    }
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
      boolean isDead = worker.isDead(now);
      int held = worker.leases.size();
      for (Map.Entry<String, Long> lease : Map.copyOf(worker.leases).entrySet()) {
        boolean isAbandoned = 2 * (now - lease.getValue()) >= 3 * LEASE.toSeconds();
        if (isDead || isAbandoned) {
          String id = lease.getKey();
          worker.leases.remove(id);
          if (isDead ? takeBackFromDead(worker, id, held) : takeBackFromLiving(id)) {
            taken.add(id);
          }
        }
      }
    }
    return taken;
  }

  private boolean takeBackFromDead(Worker worker, String id, int held) {
    if (!withdrawn.contains(id) && held > 1) {
      order.noteCompany(id);
      attempts.merge(id, -1, Integer::sum);
    } else if (!withdrawn.contains(id) && isLastAttempt(id)) {
      return false;
    }
    worker.blamed.put(id, held > 1);
    return waitOrEnd(id);
  }

  private boolean takeBackFromLiving(String id) {
    if (!withdrawn.contains(id)) {
      if (isSpared(id)) {
        attempts.merge(id, -1, Integer::sum);
      } else if (isLastAttempt(id)) {
        return false;
      }
    }
    return waitOrEnd(id);
  }

  private boolean isSpared(String id) {
    return spared.merge(id, 1, Integer::sum) <= MOST_SPARED;
  }

  /** If so, the job is given up. */
  private boolean isLastAttempt(String id) {
    if (attempts.get(id) < MAX_ATTEMPTS) {
      return false;
    }
    order.complete(id);
    return true;
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
