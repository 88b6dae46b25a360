package org.vitrail.deploy.standalone;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process work until it is asked to end (Ctrl-C, SIGTERM), and gives it a bounded while to
 * close: then it ends with exit code 0, as it was asked to. Who asks a second time does not want to
 * wait: the process ends at once, with the code of the signal.
 *
 * <p>The process may not end before PyTorch's last call has, unless the while is over: the JVM's
 * shutdown hook waits for the closing.
 */
final class OrderlyEnd {
  private static final Logger LOG = LoggerFactory.getLogger(OrderlyEnd.class);

  /** What a shell adds to a signal's number for the exit code of who was ended by it. */
  private static final int ENDED_BY_SIGNAL = 128;

  private final Duration grace;
  private final Runnable lastResort;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private OrderlyEnd(Duration grace, Runnable lastResort) {
    this.grace = grace;
    this.lastResort = lastResort;
  }

  /**
   * @param lastResort what is still to be done when an eighth of the grace is left and the process
   *     is not closed, on another thread than that which closes
   */
  static OrderlyEnd within(Duration grace, Runnable lastResort) {
    OrderlyEnd end = new OrderlyEnd(grace, lastResort);
    Runtime.getRuntime().addShutdownHook(new Thread(end::drain, "shutdown"));
    return end;
  }

  /** Returns once the process is asked to end. */
  void awaitRequest() throws InterruptedException {
    asked.await();
  }

  /** To be called when everything is closed, for whatever reason. */
  void closed() {
    closed.countDown();
  }

  /** Runs when the process is asked to end, and when it ends by itself. */
  private void drain() {
    if (closed.getCount() == 0) {
      return;
    }
    endAtOnceWhenAskedAgain();
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
    // Done as asked, not killed, as the signal's own exit code would say.
    Runtime.getRuntime().halt(0);
  }

  private boolean isClosedWithin(Duration wait) throws InterruptedException {
    return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The JVM's own handlers would only wait for the end that is under way. */
  private static void endAtOnceWhenAskedAgain() {
    for (String name : List.of("INT", "TERM")) {
      try {
        handle(name);
      } catch (ReflectiveOperationException e) {
        LOG.debug("A second {} cannot end this JVM sooner.", name, e);
      }
    }
  }

  /** By name, as the compiler warns of this class, though the module jdk.unsupported exports it. */
  private static void handle(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object received = signal.getConstructor(String.class).newInstance(name);
    int number = (int) signal.getMethod("getNumber").invoke(received);
    Object end =
        Proxy.newProxyInstance(
            OrderlyEnd.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              Runtime.getRuntime().halt(ENDED_BY_SIGNAL + number);
              return null;
            });
    signal.getMethod("handle", signal, handler).invoke(null, received, end);
  }
}
