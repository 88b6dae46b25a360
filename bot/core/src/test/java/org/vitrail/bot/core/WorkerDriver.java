package org.vitrail.bot.core;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Score;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Understanding;
import org.vitrail.inference.protocol.WorkerPace;

/**
 * Plays the worker by hand, step by step, through the real queue: the edge of what the adapters'
 * tests cover.
 */
public final class WorkerDriver {
  private static final List<String> LANES = List.of("bundled");
  public static final int TOKENS = 64;

  /** Two seconds of drawing for a picture alone, and a quarter of one for each more. */
  private static final WorkerPace PACE =
      new WorkerPace(
          18,
          TOKENS,
          new WorkerPace.Cost(1750. / TOKENS, 250. / TOKENS),
          new WorkerPace.Cost(0, 0),
          0,
          OptionalDouble.empty());

  private final JobQueue queue;
  private final ImageStore images;

  public WorkerDriver(JobQueue queue, ImageStore images) {
    this.queue = queue;
    this.images = images;
  }

  /** Shows that a worker lives, and how fast it is, without taking a job. */
  public WorkerDriver ready() {
    queue.claim("driver", LANES, 0, Duration.ZERO);
    queue.reportPace("bundled", "driver", PACE);
    return this;
  }

  public ClaimedJob take() {
    return await()
        .until(() -> queue.claim("driver", LANES, 1, Duration.ofMillis(200)), it -> !it.isEmpty())
        .get(0);
  }

  /** Reports a number of drawn tokens, with a preview if {@code preview} is above 0. */
  public void draw(ClaimedJob job, int tokens, int preview) {
    if (preview > 0) {
      images.put(job.job().id(), "preview.png", TestPictures.grid(prompt(job), 9, tokens));
    }
    progress(job, tokens, preview);
  }

  /** Says what is made of the prompt, before anything is drawn. */
  public void understand(ClaimedJob job, Understanding understanding) {
    Progress begun = new Progress(Stage.DRAWING, 0, TOKENS, 0);
    queue.progress(job.job().id(), begun, Optional.of(understanding));
  }

  /** The same with the preview of before. */
  public void progress(ClaimedJob job, int tokens, int preview) {
    queue.progress(job.job().id(), new Progress(Stage.DRAWING, tokens, TOKENS, preview));
  }

  public void stage(ClaimedJob job, Stage stage) {
    queue.progress(job.job().id(), new Progress(stage, 0, 0, 0));
  }

  /** Reports how much of a picture is enlarged, in percent. */
  public void enlarge(ClaimedJob job, int percent) {
    queue.progress(job.job().id(), new Progress(Stage.UPSCALING, percent, 100, 0));
  }

  /** Draws what waits at this moment. */
  public void finishAll() {
    queue.claim("driver", LANES, Integer.MAX_VALUE, Duration.ZERO).forEach(this::finish);
  }

  /** As by a model that judges no pictures. */
  public void finish(ClaimedJob job) {
    finish(job, Map.of());
  }

  /** As by a model that films whatever it draws. */
  public void finishFilmed(ClaimedJob job) {
    images.put(job.job().id(), ImageStore.FILM, TestPictures.film());
    finish(job, Map.of(), true);
  }

  /**
   * As by a model that judges pictures.
   *
   * @param concerns of those pictures that cause any, by their number
   */
  public void finish(ClaimedJob job, Map<Integer, Map<String, Float>> concerns) {
    boolean isFilmed = job.job().task().asDraw().filter(ImageTask.Draw::isFilmed).isPresent();
    if (isFilmed) {
      images.put(job.job().id(), ImageStore.FILM, TestPictures.film());
    }
    finish(job, concerns, isFilmed);
  }

  private void finish(ClaimedJob job, Map<Integer, Map<String, Float>> concerns, boolean hasFilm) {
    String id = job.job().id();
    int count = job.job().task().imageCount();
    boolean upscale = job.job().task().asDraw().isEmpty();
    if (job.job().task() instanceof ImageTask.Sticker) {
      images.put(id, ImageStore.STICKER, TestPictures.sticker());
    }
    for (int number = 1; number <= count; number++) {
      byte[] png =
          upscale ? TestPictures.large(prompt(job)) : TestPictures.one(prompt(job), number, 64);
      images.put(id, number + ".png", png);
      if (!upscale) {
        images.put(id, ImageStore.state(number), new byte[] {1});
      }
    }
    images.put(
        id,
        "grid.png",
        upscale ? TestPictures.large(prompt(job)) : TestPictures.grid(prompt(job), count, TOKENS));
    queue.complete(
        job,
        new JobOutcome.Done(
            IntStream.rangeClosed(1, count)
                .mapToObj(
                    number ->
                        new Picture(
                            number,
                            9 - number,
                            Optional.of(new Score(Score.By.CLIP, 0.334f - 0.013f * number)),
                            !upscale,
                            caption(prompt(job), number),
                            concerns.getOrDefault(number, Map.of())))
                .toList(),
            (int) Math.ceil(Math.sqrt(count)),
            "bundled",
            "0123abcd",
            Duration.ofMillis(2310),
            Optional.empty(),
            hasFilm));
  }

  /** As by a model that draws each picture after the first as another phrase, where asked to. */
  private static Optional<String> caption(String prompt, int number) {
    return prompt.contains("varied") && number > 1
        ? Optional.of("a cartoon of " + prompt)
        : Optional.empty();
  }

  public void fail(ClaimedJob job, String reason, String detail) {
    queue.complete(job, new JobOutcome.Failed(reason, detail));
  }

  public boolean cancelIfAsked(ClaimedJob job) {
    return !queue.cancelRequested(List.of(job.job().id())).isEmpty()
        && queue.complete(job, new JobOutcome.Cancelled());
  }

  /** Finishes a job whose person finds it good enough. */
  public boolean finishIfStopped(ClaimedJob job) {
    boolean isStopped = !queue.stopRequested(List.of(job.job().id())).isEmpty();
    if (isStopped) {
      finish(job);
    }
    return isStopped;
  }

  private static String prompt(ClaimedJob job) {
    return job.job().task() instanceof ImageTask.Draw draw ? draw.prompt() : "";
  }
}
