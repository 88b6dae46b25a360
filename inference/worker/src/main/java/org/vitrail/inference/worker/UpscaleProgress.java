package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkPart;

/** Shows how far a picture is that is enlarged, in hundredths of a tile. */
final class UpscaleProgress implements TileListener {
  /** Steps of one tile. */
  static final int STEPS = 100;

  private final String jobId;
  private final Publisher publisher;
  private final AloneWork work;
  private final Runnable interruption;
  private final Timer shown;
  private int tiles;
  private int total;

  /**
   * @param interruption what the worker has to see to meanwhile; what it throws ends the work
   */
  UpscaleProgress(
      String jobId,
      Publisher publisher,
      AloneWork work,
      Runnable interruption,
      LongSupplier nanos) {
    this.jobId = jobId;
    this.publisher = publisher;
    this.work = work;
    this.interruption = interruption;
    this.shown = new Timer(Duration.ofMillis(200), nanos);
  }

  @Override
  public void begin(int all) {
    total = all;
    work.begin(Stage.UPSCALING);
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

  /** Its tiles are done. Readers know no other stage of such a job. */
  void saving() {
    show(total * STEPS, work.begin(Stage.SAVING));
  }

  private void show(double share) {
    int done = Math.min(total * STEPS, tiles * STEPS + (int) (share * STEPS));
    double all = total * STEPS;
    show(done, work.part(Stage.UPSCALING, done / all, Math.min(1, (done + STEPS) / all)));
  }

  private void show(int done, Optional<WorkPart> part) {
    publisher.progress(jobId, new Progress(Stage.UPSCALING, done, total * STEPS, 0), part);
  }
}
