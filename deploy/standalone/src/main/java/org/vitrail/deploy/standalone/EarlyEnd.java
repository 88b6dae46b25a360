package org.vitrail.deploy.standalone;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is asked to end before it is done (Ctrl-C, SIGTERM) say how far it came and
 * leave nothing behind; then it ends with the code of the signal, as commands do.
 */
final class EarlyEnd implements AutoCloseable {
  /** Parts have that long to end, and the figures to be counted; a second signal is quicker. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** To be made before anything is opened that is to be closed. */
  EarlyEnd() {
    Signals.closeBy(this::await);
  }

  /** Whether the process is to end. */
  boolean isAsked() {
    return asked.isDone();
  }

  /** Returns when that comes true, or when the process is to end, whatever comes first. */
  void awaitUnlessAsked(CompletableFuture<?> other)
      throws ExecutionException, InterruptedException {
    CompletableFuture.anyOf(asked, other).get();
  }

  private int await(int code) {
    asked.complete(null);
    try {
      closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return code;
  }

  /** To be called when all is said and closed. */
  @Override
  public void close() {
    closed.countDown();
  }
}
