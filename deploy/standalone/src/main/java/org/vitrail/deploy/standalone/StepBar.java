package org.vitrail.deploy.standalone;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr for people at a terminal; silent otherwise. */
final class StepBar implements AutoCloseable {
  private final ProgressBar bar;

  StepBar(String task, int steps) {
    // The launcher tells whether stderr is a terminal, by the log's format.
    boolean terminal = "text".equals(System.getProperty("vitrail.log.format"));
    bar =
        terminal
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(100)
                .build()
            : null;
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
