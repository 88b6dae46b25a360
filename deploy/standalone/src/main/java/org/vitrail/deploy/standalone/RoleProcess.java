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
   * @param start opens parts, tells of them, and says how what it started ends with the process
   * @return the exit code
   */
  int run(Instance instance, Function<OpenParts, Ending> start) throws InterruptedException {
    OrderlyEnd end = OrderlyEnd.within(instance.settings().shutdown().grace());
    OpenParts parts = new OpenParts();
    try {
      Ending ending = start.apply(parts);
      end.lastResort(ending::lastResort);
      out.flush();
      end.awaitRequest();
      out.println(farewell + " (Ctrl-C again ends at once.)");
      out.flush();
      ending.asked();
    } finally {
      parts.close();
      end.closed();
    }
    return 0;
  }

  /** How what a role does ends with its process. */
  interface Ending {
    /** That of a role that has nothing to give back. */
    Ending PLAIN =
        new Ending() {
          @Override
          public void asked() {}

          @Override
          public void lastResort() {}
        };

    /** Before the parts are closed: the process will end with them. */
    void asked();

    /** On another thread, when the parts are not closed shortly before the end of the grace. */
    void lastResort();
  }
}
