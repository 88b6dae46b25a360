package org.vitrail.deploy.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process work until it is asked to end (Ctrl-C, SIGTERM), and gives it a bounded while to
 * close: then it ends with exit code 0, as it was asked to, whatever it still computes.
 */
final class OrderlyEnd {
  private static final Logger LOG = LoggerFactory.getLogger(OrderlyEnd.class);

  private final Duration grace;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Runnable lastResort = () -> {};

  private OrderlyEnd(Duration grace) {
    this.grace = grace;
  }

  /**
   * To be called first by what works until it is asked to end: as long as nothing is open, ending
   * at once is as orderly as ending can be.
   */
  static void atOnceUntilOpen() {
    Signals.closeBy(signal -> 0);
  }

  /** To be called before anything is opened that is to be closed. */
  static OrderlyEnd within(Duration grace) {
    OrderlyEnd end = new OrderlyEnd(grace);
    Signals.closeBy(signal -> end.drain());
    return end;
  }

  /**
   * @param work what is still to be done when an eighth of the grace is left and the process is not
   *     closed, on another thread than that which closes
   */
  void lastResort(Runnable work) {
    lastResort = work;
  }

  /** Returns once the process is asked to end. */
  void awaitRequest() throws InterruptedException {
    asked.await();
  }

  /** To be called when everything is closed, for whatever reason. */
  void closed() {
    closed.countDown();
  }

  /** Returns the exit code: done as asked, not killed, as the signal's own would say. */
  private int drain() {
    asked.countDown();
    Duration last = grace.dividedBy(8);
    try {
      if (!isClosedWithin(grace.minus(last))) {
        Thread help = new Thread(lastResort, "shutdown-last-resort");
        help.setDaemon(true);
        help.start();
        if (!isClosedWithin(last)) {
          LOG.warn("Not all was closed within {} s (shutdown.grace).", grace.toSeconds());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private boolean isClosedWithin(Duration wait) throws InterruptedException {
    return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
