package org.vitrail.bot.core.queue;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Command.Reword;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.PromptWeights;
import org.vitrail.bot.command.UpscaleOptions;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.config.StyleEntry;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.ImageTask.OriginalRequest;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Venue;

/**
 * Makes jobs of commands that keep the rules: fills in defaults, draws seeds and looks up the job a
 * command builds on. Admits and submits nothing.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class JobFactory {
  /** Of 2^63 possible seeds only these are drawn: ten digits can be typed again. */
  private static final long DRAWN_SEEDS = 1L << 32;

  private final SecureRandom random = new SecureRandom();
  private final JobQueue queue;
  private final EarlierPictures earlier;
  private final SourceRules sources;
  private final ModelRules rules;
  private final StyleCatalogue styles;
  private final Messages messages;
  private final Clock clock;

  public JobFactory(
      JobQueue queue,
      ImageStore images,
      ModelRules rules,
      StyleCatalogue styles,
      Messages messages,
      Clock clock) {
    this.queue = queue;
    this.earlier = new EarlierPictures(queue, images, rules);
    this.sources = new SourceRules(images, rules);
    this.rules = rules;
    this.styles = styles;
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * Who asks, and the id that the job of it gets.
   *
   * @param jobId the same whenever the same request arrives
   * @param venue where they ask
   */
  public record Asker(Person who, String jobId, Venue venue) {
    String locale() {
      return who.locale();
    }
  }

  /**
   * A job from a prompt; what the options leave open is the model's default.
   *
   * @param sent what the pictures begin with, and what they are drawn towards
   * @throws ImpossibleException when nobody draws with the model, or it cannot draw so
   */
  public NewJob imagine(Asker asker, Imagine command, SentPictures<InitImage> sent)
      throws ImpossibleException {
    ImagineOptions options = command.options();
    ModelMenu.Item model = rules.require(options);
    rules.requireReads(model, command.prompt());
    if (sent.target().isPresent()) {
      rules.requireDrawsTowards(model);
    }
    if (sent.beginning().isPresent()) {
      rules.requireTakesPictures(model);
    } else if (options.keep().isPresent()) {
      throw new ImpossibleException("job.keep-needs-picture");
    }
    Map<String, String> named = model.standards();
    named.putAll(options.drawn());
    rules.requireFits(model, named);
    Optional<StyleEntry> style = options.style().flatMap(styles::find);
    OriginalRequest originalRequest =
        new OriginalRequest(command.prompt(), style.map(StyleEntry::id).orElse(""));
    ImageTask.Draw task =
        new ImageTask.Draw(
            styled(originalRequest, asker, model),
            options.count().orElse(model.imageCount()),
            options.seed().orElseGet(this::seed),
            named,
            sent.beginning().isPresent()
                ? new BeginFrom.InitImage(options.keep())
                : BeginFrom.NOTHING,
            originalRequest,
            options.isFilmed(),
            sent.target().map(it -> List.of(options.targetWeight())).orElse(List.of()));
    ImageJob job = job(asker, model.id(), task, options.isPrivate());
    Map<String, byte[]> files = new LinkedHashMap<>();
    sent.beginning().ifPresent(picture -> files.put(ImageStore.INIT_IMAGE, picture.png()));
    sent.target().ifPresent(picture -> files.put(ImageStore.target(1), picture.png()));
    return new NewJob(job, task.prompt(), files, model);
  }

  /**
   * Relatives of one picture, with its prompt. What was kept when it was drawn is kept again; what
   * else they have of it is the model's business.
   *
   * @throws ImpossibleException when that picture cannot be varied
   */
  public NewJob vary(Asker asker, OnJob command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), asker);
    Picture picture = picture(source, command.picture());
    ImageTask.Draw draw =
        drawn(
            source, new ImpossibleException("job.not-varied", command.jobId(), command.picture()));
    if (!picture.hasState()) {
      throw rules.variesNot(source.job().lane());
    }
    BeginFrom original =
        new BeginFrom.Variation(source.job().id(), command.picture(), draw.beginFrom().keep());
    return redrawn(asker, source, draw, original, draw.originalRequest());
  }

  /**
   * One picture, enlarged.
   *
   * @throws ImpossibleException when that picture cannot be enlarged
   */
  public NewJob upscale(Asker asker, OnJob command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), asker);
    picture(source, command.picture());
    Optional<ImageTask.Upscale> earlier = source.job().task().asUpscale();
    if (earlier.isPresent()) {
      throw new ImpossibleException(
          "job.large-already",
          command.jobId(),
          earlier.get().sourceJobId(),
          earlier.get().pictureNumber());
    }
    ImageTask.Draw draw = drawn(source);
    UpscaleOptions chosen = command.upscale();
    ImageTask.Upscale task =
        new ImageTask.Upscale(
            source.job().id(), command.picture(), chosen.factor(), chosen.denoise());
    sources.requireEnlarged(requireModel(source), task);
    return new NewJob(
        job(asker, source.job().lane(), task, source.job().isPrivate()), draw.prompt());
  }

  /**
   * The thing in one picture, cut out.
   *
   * @throws ImpossibleException when that picture can become no sticker
   */
  public NewJob sticker(Asker asker, OnJob command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), asker);
    picture(source, command.picture());
    ImageTask.Draw draw =
        drawn(source, new ImpossibleException("job.no-sticker-of", command.jobId()));
    ImageTask.Sticker task = new ImageTask.Sticker(source.job().id(), command.picture());
    sources.requireCutOut(requireModel(source), task);
    return new NewJob(
        job(asker, source.job().lane(), task, source.job().isPrivate()), draw.prompt());
  }

  /**
   * A picture through a codec.
   *
   * @param picture that somebody sent
   * @throws ImpossibleException when nobody has the codec
   */
  public NewJob reconstruct(Asker asker, String codec, InitImage picture)
      throws ImpossibleException {
    ModelMenu.Item model = rules.requireCodec(codec);
    ImageJob job = job(asker, model.id(), new ImageTask.Reconstruct(codec), false);
    return new NewJob(job, "", Map.of(ImageStore.INIT_IMAGE, picture.png()));
  }

  /**
   * The same prompt and options with a new seed; how the earlier job ended does not matter.
   *
   * @throws ImpossibleException when that job cannot be drawn again
   */
  public NewJob again(Asker asker, OnJob command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), asker);
    ImageTask.Draw draw = drawn(source);
    return redrawn(asker, source, draw, draw.beginFrom(), draw.originalRequest());
  }

  /**
   * The same options with a new seed and another prompt. Only a picture that somebody sent stays:
   * what a variation was like belongs to the old prompt.
   *
   * @throws ImpossibleException when that job cannot be drawn again
   */
  public NewJob reword(Asker asker, Reword command) throws ImpossibleException {
    JobStatus source = source(command.jobId(), asker);
    ImageTask.Draw draw = drawn(source);
    boolean stays = draw.beginFrom().isInitImage();
    return redrawn(
        asker,
        source,
        draw,
        stays ? draw.beginFrom() : BeginFrom.NOTHING,
        new OriginalRequest(command.prompt(), draw.originalRequest().style()));
  }

  private NewJob redrawn(
      Asker asker,
      JobStatus source,
      ImageTask.Draw draw,
      BeginFrom beginFrom,
      OriginalRequest originalRequest)
      throws ImpossibleException {
    ModelMenu.Item model = requireModel(source);
    rules.requireReads(model, originalRequest.prompt());
    ImageTask.Draw task =
        new ImageTask.Draw(
            originalRequest.equals(draw.originalRequest())
                ? draw.prompt()
                : styled(originalRequest, asker, model),
            draw.imageCount(),
            seed(),
            draw.options(),
            beginFrom,
            originalRequest,
            draw.isFilmed(),
            draw.targets());
    Map<String, byte[]> files = earlier.sentWith(source.job().id(), task, model);
    rules.requireDraws(model, source.job().id(), task);
    ImageJob job = job(asker, source.job().lane(), task, source.job().isPrivate());
    return new NewJob(job, task.prompt(), files, model);
  }

  private String styled(OriginalRequest originalRequest, Asker asker, ModelMenu.Item model) {
    return PromptWeights.styled(
        originalRequest.prompt(),
        model.can(ModelAbility.WEIGHTED_PROMPT),
        styles
            .find(originalRequest.style())
            .map(style -> text -> style.apply(text, messages.closest(asker.locale()))));
  }

  /** Somebody else's private job looks like none at all. */
  private JobStatus source(String jobId, Asker asker) throws ImpossibleException {
    return queue
        .status(jobId)
        .filter(
            status ->
                !status.job().isPrivate()
                    || Person.of(status.job().requester()).key().equals(asker.who().key()))
        .orElseThrow(() -> new ImpossibleException("job.unknown", jobId));
  }

  private static ImageTask.Draw drawn(JobStatus source) throws ImpossibleException {
    return drawn(source, new ImpossibleException("job.not-drawn", source.job().id()));
  }

  /**
   * @param madeOfPicture where it made something of a picture that was drawn before
   */
  private static ImageTask.Draw drawn(JobStatus source, ImpossibleException madeOfPicture)
      throws ImpossibleException {
    ImageTask task = source.job().task();
    if (task.asDraw().isEmpty() && task.source().isEmpty()) {
      throw new ImpossibleException("job.sent-picture", source.job().id());
    }
    return task.asDraw().orElseThrow(() -> madeOfPicture);
  }

  private Done done(JobStatus source) throws ImpossibleException {
    String id = source.job().id();
    if (source.outcome().isEmpty()) {
      throw new ImpossibleException("job.unfinished", id);
    }
    return source.done().orElseThrow(() -> new ImpossibleException("job.no-pictures", id));
  }

  private Picture picture(JobStatus source, int number) throws ImpossibleException {
    Done done = done(source);
    int count = done.pictures().size();
    return done.picture(number)
        .orElseThrow(
            () -> new ImpossibleException("job.no-picture", source.job().id(), count, number));
  }

  private ModelMenu.Item requireModel(JobStatus source) throws ImpossibleException {
    return rules.requireOf(source.job().id(), source.job().lane());
  }

  private ImageJob job(Asker asker, String lane, ImageTask task, boolean isPrivate) {
    return new ImageJob(
        asker.jobId(),
        lane,
        task,
        asker.who().requester(),
        clock.instant(),
        isPrivate,
        asker.venue());
  }

  private long seed() {
    return random.nextLong(DRAWN_SEEDS);
  }
}
