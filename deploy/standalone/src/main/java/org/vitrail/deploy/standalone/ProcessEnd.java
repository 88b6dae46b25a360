package org.vitrail.deploy.standalone;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes politely first. */
final class ProcessEnd {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ProcessEnd() {}

  /** Asks the process to end (SIGTERM), and insists (SIGKILL) when it does not. */
  static void of(ProcessHandle process) {
    process.destroy();
    if (!awaited(process)) {
      process.destroyForcibly();
      awaited(process);
    }
  }

  /** Whether the process ended within ten seconds. */
  static boolean awaited(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
