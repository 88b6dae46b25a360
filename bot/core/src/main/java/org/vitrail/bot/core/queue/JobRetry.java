package org.vitrail.bot.core.queue;

import java.time.Clock;
import java.util.Map;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.queue.JobFactory.Asker;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;

/**
 * Makes a failed job anew, as it was and with its seed: a job of its own that says which one it
 * brings back. Admits and submits nothing.
 */
public final class JobRetry {
  private final JobQueue queue;
  private final ImageStore images;
  private final ModelRules rules;
  private final EarlierPictures earlier;
  private final SourceRules sources;
  private final Clock clock;

  public JobRetry(JobQueue queue, ImageStore images, ModelRules rules, Clock clock) {
    this.queue = queue;
    this.images = images;
    this.rules = rules;
    this.earlier = new EarlierPictures(queue, images, rules);
    this.sources = new SourceRules(images, rules);
    this.clock = clock;
  }

  /**
   * @param jobId of the failed one
   * @throws ImpossibleException when it has not failed, or what it needs is no longer there
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public NewJob of(Asker asker, String jobId) throws ImpossibleException {
    JobStatus failed =
        queue.status(jobId).orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
    if (failed.state() != State.FAILED) {
      throw new ImpossibleException("job.retry-not", jobId);
    }
    ImageJob before = failed.job();
    ImageJob job =
        new ImageJob(
            asker.jobId(),
            before.lane(),
            before.task(),
            asker.who().requester(),
            clock.instant(),
            before.isPrivate(),
            asker.venue());
    return order(job, jobId).retrying(jobId);
  }

  /** With what a job of its kind needs beside itself. */
  private NewJob order(ImageJob job, String failedId) throws ImpossibleException {
    return job.task().accept(new ByKind(job, failedId)).make();
  }

  /** Makes a job, or says why it cannot be made. */
  private interface Making {
    NewJob make() throws ImpossibleException;
  }

  private final class ByKind implements ImageTask.Visitor<Making> {
    private final ImageJob job;
    private final String failedId;

    ByKind(ImageJob job, String failedId) {
      this.job = job;
      this.failedId = failedId;
    }

    @Override
    public Making draw(ImageTask.Draw draw) {
      return () -> {
        ModelMenu.Item model = model();
        rules.requireDraws(model, failedId, draw);
        return new NewJob(job, draw.prompt(), earlier.sentWith(failedId, draw, model), model);
      };
    }

    @Override
    public Making upscale(ImageTask.Upscale upscale) {
      return () -> {
        sources.requireEnlarged(model(), upscale);
        return ofSource();
      };
    }

    @Override
    public Making sticker(ImageTask.Sticker sticker) {
      return () -> {
        sources.requireCutOut(model(), sticker);
        return ofSource();
      };
    }

    @Override
    public Making reconstruct(ImageTask.Reconstruct reconstruct) {
      return () -> {
        rules.requireCodec(reconstruct.codec());
        byte[] sent =
            images
                .get(failedId, ImageStore.INIT_IMAGE)
                .orElseThrow(() -> new ImpossibleException("job.picture-gone", failedId));
        return new NewJob(job, "", Map.of(ImageStore.INIT_IMAGE, sent));
      };
    }

    private ModelMenu.Item model() throws ImpossibleException {
      return rules.requireOf(failedId, job.lane());
    }

    private NewJob ofSource() {
      return new NewJob(job, job.task().source().map(JobRetry.this::prompt).orElse(""));
    }
  }

  /** What was drawn that something is made of now. */
  private String prompt(ImageTask.Source source) {
    return queue
        .status(source.jobId())
        .flatMap(drawn -> drawn.job().task().asDraw())
        .map(ImageTask.Draw::prompt)
        .orElse("");
  }
}
