package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Function;
import org.vitrail.bot.web.Health;
import org.vitrail.config.HealthSettings;

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
   * @param start opens parts, tells of them, and says what it started
   * @return the exit code
   */
  int run(Instance instance, Function<OpenParts, Running> start) throws InterruptedException {
    OrderlyEnd end = OrderlyEnd.within(instance.settings().shutdown().grace());
    OpenParts parts = new OpenParts();
    try {
      Running role = start.apply(parts);
      end.lastResort(role::lastResort);
      HealthSettings health = instance.settings().health();
      if (health.port() > 0) {
        parts.add(HealthServer.start(health, () -> new Health(parts.problems(), role.models())));
      }
      out.flush();
      end.awaitRequest();
      out.println(farewell + " (Ctrl-C again ends at once.)");
      out.flush();
      role.asked();
    } finally {
      parts.close();
      end.closed();
    }
    return 0;
  }

  /** What a role started; unless it says otherwise, something that holds no jobs. */
  interface Running {
    /** The states of the models that this process draws with, by id, in words. */
    default Map<String, String> models() {
      return Map.of();
    }

    /** Before the parts are closed: the process will end with them. */
    default void asked() {}

    /** On another thread, when the parts are not closed shortly before the end of the grace. */
    default void lastResort() {}
  }
}
