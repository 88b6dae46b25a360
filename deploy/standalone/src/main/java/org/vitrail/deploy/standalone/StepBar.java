package org.vitrail.deploy.standalone;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr for people at a terminal; silent otherwise. */
final class StepBar implements AutoCloseable {
  private static final long BYTES_OF_A_MEGABYTE = 1_000_000;

  private final ProgressBar bar;

  StepBar(String task, int steps) {
    this(builder(task).setInitialMax(steps));
  }

  private StepBar(ProgressBarBuilder builder) {
    // The launcher tells whether stderr is a terminal, by the log's format.
    bar = "text".equals(System.getProperty("vitrail.log.format")) ? builder.build() : null;
  }

  /** A bar of bytes, with their rate and the time they still take. */
  static StepBar ofBytes(String task, long done, long total) {
    return new StepBar(
        builder(task)
            .setInitialMax(total)
            .setUnit(" MB", BYTES_OF_A_MEGABYTE)
            .showSpeed()
            .startsFrom(done, Duration.ZERO));
  }

  private static ProgressBarBuilder builder(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(100);
  }

  void step() {
    step(1);
  }

  void step(long steps) {
    if (bar != null) {
      bar.stepBy(steps);
    }
  }

  /** All of the first steps are done. */
  void stepTo(long steps) {
    if (bar != null) {
      bar.stepTo(steps);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
