package org.vitrail.bot.core;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Requests that a fake server has not answered yet. A test may see what a request did before its
 * answer has left, and would count too early; so whoever counts gives those under way a moment.
 */
public final class UnderWay {
  private static final long PATIENCE_NANOS = Duration.ofMillis(200).toNanos();

  private final Set<Object> requests = new HashSet<>();

  /** A request came in; returned is what tells it apart until its end. */
  public synchronized Object begin() {
    Object request = new Object();
    requests.add(request);
    return request;
  }

  public synchronized void end(Object begun) {
    requests.remove(begun);
    notifyAll();
  }

  /** Waits a moment for the requests of now, and for no later ones. */
  public synchronized void await() {
    Set<Object> underWay = Set.copyOf(requests);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try {
      for (long left = PATIENCE_NANOS;
          left > 0 && underWay.stream().anyMatch(requests::contains);
          left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
