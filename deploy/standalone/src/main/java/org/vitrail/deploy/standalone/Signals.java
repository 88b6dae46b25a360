package org.vitrail.deploy.standalone;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process does when it is asked to end (Ctrl-C, SIGTERM, SIGHUP): it closes what it is
 * at, and ends by {@link ImmediateExit}. Who asks a second time does not want to wait.
 *
 * <p>The JVM's own handlers end with {@code exit}, which takes PyTorch's static objects away from
 * the thread that computes with them: the process crashed instead of ending.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /** What a shell adds to a signal's number for the exit code of who was ended by it. */
  private static final int ENDED_BY_SIGNAL = 128;

  private static final AtomicInteger RECEIVED = new AtomicInteger();
  private static volatile IntUnaryOperator closing = code -> code;

  private Signals() {}

  /** Takes the signals over; those that the parent has ignored, as nohup does, stay so. */
  static void takeOver() {
    for (String name : List.of("INT", "TERM", "HUP")) {
      try {
        handle(name);
      } catch (ReflectiveOperationException e) {
        // Windows knows no HUP, and with -Xrs there are none for Java.
        LOG.debug("This JVM does not hand {} over; its own handler ends it.", name, e);
      }
    }
  }

  /**
   * What is to be done when the process is asked to end.
   *
   * @param work gets the exit code that says which signal it was, and returns the one to end with
   */
  static void closeBy(IntUnaryOperator work) {
    closing = work;
  }

  /**
   * Returns unless the process was asked to end: then who asked it also says with which code, and
   * this waits for that.
   */
  static void awaitEndIfAsked() {
    if (RECEIVED.get() > 0) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void received(int number) {
    int code = ENDED_BY_SIGNAL + number;
    if (RECEIVED.incrementAndGet() == 1) {
      try {
        code = closing.applyAsInt(code);
        OutputFile.finishWriting();
      } catch (RuntimeException e) {
        LOG.error("The process ends, though not all is closed.", e);
      }
    } else {
      LOG.warn("Asked to end a second time: the process ends at once.");
    }
    ImmediateExit.with(code);
  }

  /** By name, as the compiler warns of this class, though the module jdk.unsupported exports it. */
  private static void handle(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object taken = signal.getConstructor(String.class).newInstance(name);
    int number = (int) signal.getMethod("getNumber").invoke(taken);
    Object end =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              received(number);
              return null;
            });
    signal.getMethod("handle", signal, handler).invoke(null, taken, end);
  }
}
