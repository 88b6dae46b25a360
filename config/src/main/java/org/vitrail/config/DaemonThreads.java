package org.vitrail.config;

import java.util.concurrent.ThreadFactory;

/** Makes threads that do not keep a process alive. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /**
   * A factory of such threads.
   *
   * @param name of each, as a thread dump and the log show it
   */
  public static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
