package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.function.Function;

/** A role in a process of its own, until Ctrl-C or SIGTERM. */
final class RoleProcess {
  private final PrintWriter out;
  private final String farewell;

  /**
   * @param farewell what is said when the process is asked to end
   */
  RoleProcess(PrintWriter out, String farewell) {
    this.out = out;
    this.farewell = farewell;
  }

  /**
   * Starts, waits and closes.
   *
   * @param start opens parts, tells of them, and says what is to be done when they do not close in
   *     time
   * @return the exit code
   */
  int run(Instance instance, Function<OpenParts, Runnable> start) throws InterruptedException {
    OpenParts parts = new OpenParts();
    OrderlyEnd end = null;
    try {
      Runnable lastResort = start.apply(parts);
      end = OrderlyEnd.within(instance.settings().shutdown().grace(), lastResort);
      out.flush();
      end.awaitRequest();
      out.println(farewell);
      out.flush();
    } finally {
      parts.close();
      if (end != null) {
        end.closed();
      }
    }
    return 0;
  }
}
