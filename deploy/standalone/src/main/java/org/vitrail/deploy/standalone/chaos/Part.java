package org.vitrail.deploy.standalone.chaos;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A bot or worker in a process of its own, which is started again whenever it has ended. */
final class Part implements AutoCloseable {
  private static final int SECONDS_TO_END = 30;

  /** The exit codes of who was ended by Ctrl-C and SIGTERM. */
  private static final Set<Integer> BY_SIGNAL = Set.of(130, 143);

  private final String name;
  private final ProcessBuilder program;
  private final CuttableProxy proxy;
  private Process process;

  /**
   * @param proxy between it and Redis
   */
  Part(String name, ProcessBuilder program, CuttableProxy proxy) {
    this.name = name;
    this.program = program;
    this.proxy = proxy;
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
   */
  static void signal(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new ChaosException("The program kill cannot be used: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void askToEnd() {
    if (process != null) {
      process.destroy();
    }
  }

  /**
   * Whether it ends in time and with exit code 0, once it was asked to. One that has only begun,
   * and has nothing to close, may end by the signal.
   */
  boolean endsOrderly() {
    try {
      return process == null
          || process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)
              && (process.exitValue() == 0
                  || !proxy.isUsed() && BY_SIGNAL.contains(process.exitValue()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
    proxy.close();
  }
}
