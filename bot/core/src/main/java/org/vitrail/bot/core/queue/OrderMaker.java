package org.vitrail.bot.core.queue;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
import org.vitrail.bot.core.command.ImagineOptions;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Requester;
import org.vitrail.inference.protocol.Sampling;

/**
 * Makes jobs of commands that keep the rules: fills in defaults, draws seeds and looks up the job a
 * command builds on. Admits and submits nothing.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class OrderMaker {
  /** Of 2^63 possible seeds only these are drawn: ten digits can be typed again. */
  private static final long DRAWN_SEEDS = 1L << 32;

  private final SecureRandom random = new SecureRandom();
  private final JobQueue queue;
  private final ModelMenu models;
  private final Messages messages;
  private final Clock clock;

  public OrderMaker(JobQueue queue, ModelMenu models, Messages messages, Clock clock) {
    this.queue = queue;
    this.models = models;
    this.messages = messages;
    this.clock = clock;
  }

  /** A job from a prompt; what the options leave open is the model's default. */
  public Order imagine(Person who, Imagine command) {
    ImagineOptions options = command.options();
    ModelMenu.Item model = options.model().flatMap(models::find).orElse(models.standard());
    Sampling standard = model.sampling();
    Sampling sampling =
        new Sampling(
            options.guidance().orElse(standard.guidance()),
            options.temperature().orElse(standard.temperature()),
            options.topK().orElse(standard.topK()),
            options.topP().orElse(standard.topP()));
    ImageTask.Draw task =
        new ImageTask.Draw(
            command.prompt(),
            options.count().orElse(model.imageCount()),
            options.seed().orElseGet(this::seed),
            sampling,
            new int[0]);
    return new Order(job(who, model.id(), task), task.prompt());
  }

  /**
   * Relatives of one picture: the upper half of its token rows begins each of them.
   *
   * @throws ImpossibleException when that picture cannot be varied
   */
  public Order vary(Person who, Vary command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), who);
    Picture picture = picture(source, command.picture(), who);
    int side = done(source, who).tokenGridSide();
    int kept = side / 2 * side;
    if (kept == 0
        || picture.tokens().length < kept
        || !(source.job().task() instanceof ImageTask.Draw draw)) {
      throw impossible(who, "job.no-tokens", command.jobId(), command.picture());
    }
    return redrawn(who, source, draw, Arrays.copyOf(picture.tokens(), kept));
  }

  /**
   * One picture, enlarged.
   *
   * @throws ImpossibleException when that picture cannot be enlarged
   */
  public Order upscale(Person who, Upscale command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), who);
    picture(source, command.picture(), who);
    if (!(source.job().task() instanceof ImageTask.Draw draw)) {
      throw impossible(who, "job.large-already", command.jobId());
    }
    requireModel(source, who);
    ImageTask task = new ImageTask.Upscale(source.job().id(), command.picture());
    return new Order(job(who, source.job().lane(), task), draw.prompt());
  }

  /**
   * The same prompt and options with a new seed; how the earlier job ended does not matter.
   *
   * @throws ImpossibleException when that job cannot be drawn again
   */
  public Order again(Person who, Again command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), who);
    if (!(source.job().task() instanceof ImageTask.Draw draw)) {
      throw impossible(who, "job.not-drawn", command.jobId());
    }
    return redrawn(who, source, draw, draw.keptTokens());
  }

  private Order redrawn(Person who, JobStatus source, ImageTask.Draw draw, int[] keptTokens)
      throws ImpossibleException {
    requireModel(source, who);
    ImageTask.Draw task =
        new ImageTask.Draw(draw.prompt(), draw.imageCount(), seed(), draw.sampling(), keptTokens);
    return new Order(job(who, source.job().lane(), task), task.prompt());
  }

  private JobStatus source(String jobId, Person who) throws ImpossibleException {
    return queue.status(jobId).orElseThrow(() -> impossible(who, "job.unknown", jobId));
  }

  private Done done(JobStatus source, Person who) throws ImpossibleException {
    String id = source.job().id();
    if (source.outcome().isEmpty()) {
      throw impossible(who, "job.unfinished", id);
    }
    return source
        .outcome()
        .filter(Done.class::isInstance)
        .map(Done.class::cast)
        .orElseThrow(() -> impossible(who, "job.no-pictures", id));
  }

  private Picture picture(JobStatus source, int number, Person who) throws ImpossibleException {
    Done done = done(source, who);
    int count = done.pictures().size();
    return done.pictures().stream()
        .filter(picture -> picture.number() == number)
        .findFirst()
        .orElseThrow(() -> impossible(who, "job.no-picture", source.job().id(), count, number));
  }

  private void requireModel(JobStatus source, Person who) throws ImpossibleException {
    String lane = source.job().lane();
    if (models.find(lane).isEmpty()) {
      throw impossible(who, "job.model-gone", source.job().id(), lane);
    }
  }

  private ImageJob job(Person who, String lane, ImageTask task) {
    Requester requester = new Requester(who.platform(), who.id(), who.name(), who.locale());
    return new ImageJob(ImageJob.newId(), lane, task, requester, clock.instant());
  }

  private long seed() {
    return random.nextLong(DRAWN_SEEDS);
  }

  private ImpossibleException impossible(Person who, String key, Object... values) {
    return new ImpossibleException(messages.text(who.locale(), key, values));
  }
}
