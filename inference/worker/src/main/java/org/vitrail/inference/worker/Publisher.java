package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.grid.AiLabel;
import org.vitrail.inference.model.grid.GridImage;
import org.vitrail.inference.model.grid.PngFile;
import org.vitrail.inference.model.grid.ReproductionCard;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Brings progress, pictures and outcomes to Redis. Progress may get lost while Redis is away; an
 * outcome is tried until it is there, for the pictures took work.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private final JobQueue queue;
  private final ImageStore images;
  private final WorkerOptions options;
  private final AtomicBoolean givingUp = new AtomicBoolean();

  Publisher(JobQueue queue, ImageStore images, WorkerOptions options) {
    this.queue = queue;
    this.images = images;
    this.options = options;
  }

  void progress(String jobId, Progress progress) {
    try {
      queue.progress(jobId, progress);
    } catch (JedisException e) {
      LOG.debug("Progress of job {} was not shown: {}", jobId, e.getMessage());
    }
  }

  /** Whether the preview can be fetched now. */
  boolean preview(String jobId, Pixels grid) {
    try {
      images.put(jobId, "preview.png", PngFile.write(grid, Optional.empty(), options.version()));
      return true;
    } catch (JedisException e) {
      LOG.debug("A preview of job {} was not stored: {}", jobId, e.getMessage());
      return false;
    }
  }

  /** Stores the grid and each picture, named in the order shown; the card goes into each. */
  void pictures(String jobId, Pixels grid, List<Pixels> pictures, Optional<ReproductionCard> card) {
    // Compressing takes longer than storing: all pictures at once, on all cores.
    List<byte[]> files =
        IntStream.rangeClosed(0, pictures.size())
            .parallel()
            .mapToObj(
                i ->
                    i == 0
                        ? labelled(grid, GridImage.columns(pictures.size()))
                        : labelled(pictures.get(i - 1), 1))
            .map(pixels -> PngFile.write(pixels, card, options.version()))
            .toList();
    persistently(
        jobId,
        () -> {
          images.put(jobId, "grid.png", files.get(0));
          for (int number = 1; number < files.size(); number++) {
            images.put(jobId, number + ".png", files.get(number));
          }
        });
  }

  private Pixels labelled(Pixels picture, int columns) {
    return options.label() ? AiLabel.on(picture, columns) : picture;
  }

  /**
   * Ends the job. What was stored for one that somebody withdrew is removed: they were promised
   * that nothing comes of it.
   *
   * @return whether this is the job's outcome; not so if it was withdrawn or had ended before
   */
  boolean outcome(ClaimedJob job, JobOutcome outcome) {
    AtomicBoolean counts = new AtomicBoolean();
    persistently(job.job().id(), () -> counts.set(queue.complete(job, outcome)));
    if (!counts.get() || outcome instanceof Cancelled) {
      removePictures(job);
    }
    return counts.get();
  }

  /** Unless they are those of an outcome that came before: of another worker, or of a first try. */
  private void removePictures(ClaimedJob job) {
    String id = job.job().id();
    try {
      Optional<State> state = queue.status(id).map(JobStatus::state);
      if (!state.equals(Optional.of(State.DONE))) {
        images.delete(id, "preview.png");
        images.delete(id, "grid.png");
        for (int number = 1; number <= job.job().task().imageCount(); number++) {
          images.delete(id, number + ".png");
        }
        LOG.info("Job {} was withdrawn or given up; nothing of it is kept.", id);
      }
    } catch (JedisException e) {
      LOG.warn("Pictures of job {} stay unseen until they expire: {}", id, e.getMessage());
    }
  }

  /**
   * Ends a job with a sentence for its person and the cause for the operator.
   *
   * @param doing what failed, as {@code drawing}
   */
  void failure(ClaimedJob job, String doing, Exception cause) {
    String id = job.job().id();
    LOG.error("Job {} failed; the next one goes on.", id, cause);
    outcome(
        job,
        new Failed(
            Failed.INTERNAL,
            "Something went wrong while "
                + doing
                + ". Try again; if it stays so, the operator finds job "
                + id
                + " in the log."));
  }

  /** From now on nothing is tried twice: the process is about to end. */
  void giveUp() {
    givingUp.set(true);
  }

  private void persistently(String jobId, Runnable action) {
    Duration pause = Duration.ofMillis(100);
    while (true) {
      try {
        action.run();
        return;
      } catch (JedisException e) {
        if (givingUp.get()) {
          LOG.error(
              "The outcome of job {} could not be stored ({}); another worker will run it again.",
              jobId,
              e.getMessage());
          return;
        }
        LOG.warn(
            "The outcome of job {} could not be stored ({}); trying again in {} ms.",
            jobId,
            e.getMessage(),
            pause.toMillis());
        pause(pause);
        pause = longer(pause);
      }
    }
  }

  /** The pause after this one, while an outage lasts. */
  static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  static void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
