package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/** Shows how far a picture is that is enlarged, in hundredths of a tile. */
final class UpscaleProgress implements TileListener {
  /** Steps of one tile. */
  static final int STEPS = 100;

  private final String jobId;
  private final Publisher publisher;
  private final Runnable interruption;
  private final Timer shown;
  private int tiles;
  private int total;

  /**
   * @param interruption what the worker has to see to meanwhile; what it throws ends the work
   */
  UpscaleProgress(String jobId, Publisher publisher, Runnable interruption, LongSupplier nanos) {
    this.jobId = jobId;
    this.publisher = publisher;
    this.interruption = interruption;
    this.shown = new Timer(Duration.ofMillis(200), nanos);
  }

  @Override
  public void begin(int all) {
    total = all;
    show(0);
  }

  @Override
  public void done(int done, int all) {
    tiles = done;
    total = all;
    interruption.run();
    show(0);
  }

  @Override
  public void within(double share) {
    interruption.run();
    if (shown.isDue()) {
      show(share);
    }
  }

  private void show(double share) {
    int done = Math.min(total * STEPS, tiles * STEPS + (int) (share * STEPS));
    publisher.progress(jobId, new Progress(Stage.UPSCALING, done, total * STEPS, 0));
  }
}
