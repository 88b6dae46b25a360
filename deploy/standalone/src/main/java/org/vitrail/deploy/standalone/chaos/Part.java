package org.vitrail.deploy.standalone.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vitrail.bot.core.TimeSource;

/** A bot or worker in a process of its own, which is started again whenever it has ended. */
final class Part implements AutoCloseable {
  /** For the machine to take a process apart, after what it itself may take. */
  private static final Duration LEEWAY = Duration.ofSeconds(2);

  /** One that takes too long is waited for, to tell how long. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The exit codes of who was ended by Ctrl-C and SIGTERM. */
  private static final Set<Integer> BY_SIGNAL = Set.of(130, 143);

  private final String name;
  private final ProcessBuilder program;
  private final CuttableProxy proxy;
  private final TimeSource time;
  private Process process;
  private CompletableFuture<Duration> end;

  /**
   * @param proxy between it and Redis
   */
  Part(String name, ProcessBuilder program, CuttableProxy proxy, TimeSource time) {
    this.name = name;
    this.program = program;
    this.proxy = proxy;
    this.time = time;
  }

  String name() {
    return name;
  }

  CuttableProxy proxy() {
    return proxy;
  }

  long pid() {
    return process.pid();
  }

  /** Starts it unless it runs. */
  void keepAlive() {
    if (process == null || !process.isAlive()) {
      try {
        proxy.forgetUse();
        process = program.start();
      } catch (IOException e) {
        throw new ChaosException(name + " cannot be started: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Sends a signal to a process.
   *
   * @param signal as {@code kill} calls it
   * @return whether there was such a process
   */
  static boolean signal(String signal, long pid) {
    try {
      return new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new ChaosException("The program kill cannot be used: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void askToEnd() {
    if (process != null) {
      long asked = time.nanoTime();
      end = process.onExit().thenApply(it -> Duration.ofNanos(time.nanoTime() - asked));
      process.destroy();
    }
  }

  /**
   * Waits for the end of a part that was asked to end.
   *
   * @param grace within which, and a little, it is to be gone
   * @return what was wrong with its end, in a sentence; empty if it was gone in time with exit code
   *     0. One that has only begun, and has nothing to close, may end by the signal.
   */
  Optional<String> badEnd(Duration grace) {
    if (end == null) {
      return Optional.empty();
    }
    Duration bound = grace.plus(LEEWAY);
    try {
      Duration took = end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      int code = process.exitValue();
      if (code != 0 && (proxy.isUsed() || !BY_SIGNAL.contains(code))) {
        return Optional.of("%s ended with exit code %d when asked to.".formatted(name, code));
      }
      return took.compareTo(bound) <= 0
          ? Optional.empty()
          : Optional.of(
              "%s ended %.1f s after it was asked to, which has to be %d s at most."
                  .formatted(name, took.toMillis() / 1e3, bound.toSeconds()));
    } catch (TimeoutException e) {
      return Optional.of(
          "%s did not end within %d s of being asked to.".formatted(name, PATIENCE.toSeconds()));
    } catch (ExecutionException e) {
      throw new ChaosException(name + " cannot be waited for.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      // It writes until it is gone.
      process.destroyForcibly().onExit().join();
    }
    proxy.close();
  }
}
