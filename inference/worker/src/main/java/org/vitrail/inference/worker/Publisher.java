package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.image.ReproductionCard;
import org.vitrail.inference.model.image.webp.WebpFile;
import org.vitrail.inference.model.sticker.StickerCutter;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.Concerns;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.RedisTrouble;
import org.vitrail.inference.protocol.Understanding;
import org.vitrail.inference.protocol.WorkPart;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Brings progress, pictures and outcomes to Redis. Progress may get lost while Redis is away; for
 * what becomes of an outcome see {@link OutcomeRetries}.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final GridImage.Layout ONE = new GridImage.Layout(1, 1);

  private final JobQueue queue;
  private final ImageStore images;
  private final WorkerOptions options;
  private final OutcomeRetries retries;

  Publisher(
      JobQueue queue,
      ImageStore images,
      WorkerOptions options,
      OutcomeSpool spool,
      LongSupplier nanos) {
    this.queue = queue;
    this.images = images;
    this.options = options;
    this.retries = new OutcomeRetries(queue, images, spool, nanos);
  }

  /** Outcomes on their way. */
  OutcomeRetries retries() {
    return retries;
  }

  /** Shows where a job is; the part is empty where nobody knows how long its work takes. */
  void progress(String jobId, Progress progress, Optional<WorkPart> part) {
    progress(jobId, progress, part, Optional.empty());
  }

  /** The same with what the model makes of the prompt. */
  void progress(
      String jobId,
      Progress progress,
      Optional<WorkPart> part,
      Optional<Understanding> understanding) {
    try {
      queue.progress(jobId, progress, part, understanding);
    } catch (JedisException e) {
      LOG.debug("Progress of job {} was not shown: {}", jobId, e.getMessage());
    }
  }

  /** Shows that a job begins anew. */
  void restart(String jobId) {
    try {
      queue.restart(jobId);
    } catch (JedisException e) {
      LOG.debug("That job {} begins anew was not shown: {}", jobId, e.getMessage());
    }
  }

  /**
   * Whether the preview can be fetched now.
   *
   * @param concerns of all previews so far, so that none is seen that was judged otherwise
   */
  boolean preview(String jobId, Pixels grid, Map<String, Float> concerns) {
    try {
      if (!concerns.isEmpty()) {
        images.put(jobId, ImageStore.PREVIEW_CONCERNS, Concerns.bytes(concerns));
      }
      images.put(
          jobId, ImageStore.PREVIEW, PngFile.write(grid, Optional.empty(), options.version()));
      return true;
    } catch (JedisException e) {
      LOG.debug("A preview of job {} was not stored: {}", jobId, e.getMessage());
      return false;
    }
  }

  /** Keeps where a job has come to, for whoever takes it over. */
  void save(String jobId, byte[] state, Optional<byte[]> film) {
    try {
      film.ifPresent(it -> images.put(jobId, ImageStore.SAVED_FILM, it));
      images.put(jobId, ImageStore.SAVED, state);
    } catch (JedisException e) {
      LOG.debug("Where job {} has come to was not saved: {}", jobId, e.getMessage());
    }
  }

  /**
   * The grid and each picture as files, named in the order shown.
   *
   * @param card what goes into the file of a picture by its number, or of the grid, which has 0
   */
  Map<String, byte[]> files(
      Pixels grid, List<Pixels> pictures, IntFunction<Optional<ReproductionCard>> card) {
    // Compressing takes longer than storing: all pictures at once, on all cores.
    Map<String, byte[]> files = new ConcurrentHashMap<>();
    boolean isOne = pictures.equals(List.of(grid));
    IntStream.rangeClosed(isOne ? 1 : 0, pictures.size())
        .parallel()
        .forEach(
            number -> {
              Pixels pixels =
                  number == 0
                      ? labelled(grid, GridImage.layout(pictures))
                      : labelled(pictures.get(number - 1), ONE);
              files.put(
                  number == 0 ? "grid.png" : ImageStore.picture(number),
                  PngFile.write(pixels, card.apply(number), options.version()));
            });
    if (isOne) {
      files.put("grid.png", files.get("1.png"));
    }
    return new TreeMap<>(files);
  }

  /**
   * The one picture of a job that makes a sticker, with and without a grid around it, and as WebP.
   */
  Map<String, byte[]> stickerFiles(ArgbPixels sticker) {
    ArgbPixels shown = options.label() ? AiLabel.on(sticker) : sticker;
    byte[] png = PngFile.write(shown, options.version());
    byte[] webp = WebpFile.write(shown, options.version(), StickerCutter.MAX_FILE_BYTES);
    return Map.of("grid.png", png, "1.png", png, ImageStore.STICKER, webp);
  }

  private Pixels labelled(Pixels picture, GridImage.Layout layout) {
    return options.label() ? AiLabel.on(picture, layout) : picture;
  }

  /** Ends the job with its pictures, unless it has ended before. */
  void done(ClaimedJob job, Map<String, byte[]> files, JobOutcome outcome) {
    retries.end(job, files, outcome);
  }

  /** Ends the job without pictures, unless it has ended before. */
  void outcome(ClaimedJob job, JobOutcome outcome) {
    retries.end(job, Map.of(), outcome);
  }

  /**
   * Ends a job with a sentence for its person and the cause for the operator.
   *
   * @param doing what failed, as {@code drawing}
   */
  void failure(ClaimedJob job, String doing, Exception cause) {
    String id = job.job().id();
    LOG.error("Job {} failed; the next one goes on.{}", id, advice(cause), cause);
    if (DeviceMemory.isExhausted(cause)) {
      outcome(
          job,
          new Failed(
              Failed.OUT_OF_MEMORY,
              "The server's memory is too full for "
                  + doing
                  + " at the moment. Ask for fewer pictures at once, or try again later."));
      return;
    }
    if (cause instanceof JedisException) {
      outcome(
          job,
          new Failed(
              Failed.NOT_READ,
              "What this begins from could not be read from the server's store. Try again later; if"
                  + " it stays so, the operator finds job "
                  + id
                  + " in the log."));
      return;
    }
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

  /** What an operator can do about a failure, as a sentence after another one; empty if unknown. */
  static String advice(Exception cause) {
    if (cause instanceof JedisException) {
      return " " + RedisTrouble.of(cause).sentence();
    }
    return DeviceMemory.isExhausted(cause)
        ? " There was no memory left for it, on the GPU or on this machine: end other programs"
            + " there, or choose fewer worker.batchImages, precision bf16 or a smaller model."
        : "";
  }

  static void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
