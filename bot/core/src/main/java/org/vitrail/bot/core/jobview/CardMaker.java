package org.vitrail.bot.core.jobview;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.command.wording.LanguageHint;
import org.vitrail.bot.command.wording.ShapeHint;
import org.vitrail.bot.command.wording.UnderstandingHint;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.TimeLeft;
import org.vitrail.bot.core.queue.Iterations;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;

/** Turns what the queue knows of a job into what a person sees; reads nothing itself. */
final class CardMaker {
  private final Messages messages;
  private final ModelMenu models;
  private final Duration longestWait;
  private final DurationFormatter durations;
  private final LanguageHint languages;
  private final ShapeHint shapes;
  private final UnderstandingHint understanding;

  /**
   * @param longestWait after which a job that waits is given up
   */
  CardMaker(Messages messages, ModelMenu models, Duration longestWait) {
    this.messages = messages;
    this.models = models;
    this.longestWait = longestWait;
    this.durations = new DurationFormatter(messages);
    this.languages = new LanguageHint(messages);
    this.shapes = new ShapeHint(messages);
    this.understanding = new UnderstandingHint(messages);
  }

  /**
   * What a job can look forward to.
   *
   * @param left time until it is done; empty where nobody can say
   * @param isTooLate whether it is sure to wait for longer than it may
   */
  record Outlook(Lanes.Pulse lane, Optional<TimeLeft> left, boolean isTooLate) {}

  /**
   * @param source card of the job whose picture is enlarged or cut out, if it is one and still
   *     known
   */
  JobCard make(JobStatus status, Optional<JobCard> source, Outlook outlook) {
    ImageJob job = status.job();
    return new JobCard(
        job.id(),
        Person.of(job.requester()),
        request(job, source),
        job.venue(),
        job.isPrivate(),
        status(status, outlook),
        status.done().map(done -> result(done, job, source)).orElse(JobCard.Result.NONE));
  }

  private JobCard.Request request(ImageJob job, Optional<JobCard> source) {
    return job.task()
        .accept(
            new ImageTask.Visitor<>() {
              @Override
              public JobCard.Request draw(ImageTask.Draw draw) {
                return new JobCard.Request(
                    JobCard.Kind.DRAW,
                    draw.originalRequest().prompt(),
                    draw.originalRequest().style(),
                    draw.seed(),
                    draw.imageCount(),
                    job.lane(),
                    Optional.empty(),
                    job.submittedAt());
              }

              @Override
              public JobCard.Request upscale(ImageTask.Upscale upscale) {
                return ofPicture(
                    JobCard.Kind.UPSCALE,
                    new JobCard.Source(
                        upscale.sourceJobId(), upscale.pictureNumber(), upscale.factor()));
              }

              @Override
              public JobCard.Request sticker(ImageTask.Sticker sticker) {
                return ofPicture(
                    JobCard.Kind.STICKER,
                    new JobCard.Source(sticker.sourceJobId(), sticker.pictureNumber()));
              }

              @Override
              public JobCard.Request reconstruct(ImageTask.Reconstruct reconstruct) {
                return new JobCard.Request(
                    JobCard.Kind.RECONSTRUCTION,
                    messages.text(
                        job.requester().locale(), "job.reconstruction", reconstruct.codec()),
                    "",
                    0,
                    job.task().imageCount(),
                    job.lane(),
                    Optional.empty(),
                    job.submittedAt());
              }

              private JobCard.Request ofPicture(JobCard.Kind kind, JobCard.Source picture) {
                Optional<JobCard.Request> drawn = source.map(JobCard::request);
                return new JobCard.Request(
                    kind,
                    drawn.map(JobCard.Request::prompt).orElse(""),
                    drawn.map(JobCard.Request::style).orElse(""),
                    drawn.map(JobCard.Request::seed).orElse(0L),
                    job.task().imageCount(),
                    job.lane(),
                    Optional.of(picture),
                    job.submittedAt());
              }
            });
  }

  private JobCard.Status status(JobStatus status, Outlook outlook) {
    boolean orphaned = isOrphaned(status, outlook.lane());
    Progress last = status.progress();
    return new JobCard.Status(
        status.state(),
        // The last preview is still there.
        orphaned ? new Progress(Stage.WAITING, 0, 0, last.previewNumber()) : last,
        stageText(status, orphaned),
        status.position(),
        orphaned ? Optional.empty() : outlook.left().map(TimeLeft::rounded),
        message(status, outlook, orphaned),
        hint(status),
        canBeStopped(status));
  }

  private boolean canBeStopped(JobStatus status) {
    return status.state() == State.RUNNING
        && status.progress().stage() == Stage.DRAWING
        && status.progress().done() > 0
        && models
            .find(status.job().lane())
            .filter(model -> model.can(ModelAbility.END_EARLY))
            .isPresent();
  }

  private static JobCard.Film film(Done done, ImageJob job) {
    if (!done.hasFilm()) {
      return JobCard.Film.NONE;
    }
    boolean isWanted = job.task().asDraw().filter(ImageTask.Draw::isFilmed).isPresent();
    return isWanted ? JobCard.Film.WANTED : JobCard.Film.KEPT;
  }

  private static JobCard.Result result(Done done, ImageJob job, Optional<JobCard> source) {
    return new JobCard.Result(
        pictures(done, job.task().source(), source),
        done.columns(),
        Optional.of(done.computeTime()),
        film(done, job));
  }

  /** For a job that was open and is no longer known: whoever waits for it should not wait on. */
  JobCard lost(JobCard last) {
    String locale = last.who().locale();
    return last.failed(messages.text(locale, "stage.failed"), messages.text(locale, "job.lost"));
  }

  /**
   * Whether its worker died and nobody is there to notice it: what the worker said last is no
   * longer true.
   */
  private static boolean isOrphaned(JobStatus status, Lanes.Pulse lane) {
    return status.state() == State.RUNNING && !lane.hasWorker();
  }

  private String stageText(JobStatus status, boolean orphaned) {
    String locale = status.job().requester().locale();
    State state = status.state();
    if (state.isFinal()) {
      return messages.text(locale, "stage." + lowerCase(state));
    }
    // A worker that took the job has not said anything yet.
    boolean starting = state == State.RUNNING && status.progress().stage() == Stage.WAITING;
    Stage stage = starting ? Stage.STARTING : status.progress().stage();
    boolean waits = stage == Stage.WAITING || stage == Stage.STARTING;
    if (orphaned || (status.interrupted() && waits)) {
      return messages.text(locale, "stage.interrupted");
    }
    return state == State.WAITING
        ? messages.text(locale, "stage.waiting", status.position())
        : iteration(status, stage, locale)
            .orElseGet(() -> messages.text(locale, "stage." + lowerCase(stage)));
  }

  /** Where a model draws by iterations, they tell more than that it draws. */
  private Optional<String> iteration(JobStatus status, Stage stage, String locale) {
    Progress progress = status.progress();
    boolean counts =
        stage == Stage.DRAWING
            && progress.done() > 0
            && status.job().task().asDraw().filter(Iterations::areIn).isPresent();
    return counts
        ? Optional.of(messages.text(locale, "stage.iteration", progress.done(), progress.total()))
        : Optional.empty();
  }

  private String message(JobStatus status, Outlook outlook, boolean orphaned) {
    String locale = status.job().requester().locale();
    if (orphaned) {
      return messages.text(locale, "job.no-worker", status.job().lane());
    }
    return switch (status.state()) {
      case WAITING -> {
        if (!outlook.lane().hasWorker()) {
          yield messages.text(locale, "job.no-worker", status.job().lane());
        }
        yield outlook.isTooLate()
            ? messages.text(locale, "job.too-late", durations.duration(locale, longestWait))
            : "";
      }
      case RUNNING, DONE -> "";
      case CANCELLED -> messages.text(locale, "job.cancelled");
      case FAILED ->
          status
              .outcome()
              .flatMap(JobOutcome::asFailed)
              .map(failed -> messages.text(locale, "job.failed", sentence(failed, locale)))
              .orElse("");
    };
  }

  /** To whoever drew, or is about to: of a job without pictures there are other things to say. */
  private String hint(JobStatus status) {
    ImageJob job = status.job();
    State state = status.state();
    if (state == State.FAILED || state == State.CANCELLED) {
      return "";
    }
    Optional<String> understood =
        job.task()
            .asDraw()
            .map(draw -> understood(status, draw).orElseGet(() -> hint(job, draw)))
            .filter(it -> !it.isEmpty());
    String locale = job.requester().locale();
    return status
        .retryOf()
        .map(failed -> messages.text(locale, "hint.retry", failed))
        .map(
            retry ->
                understood
                    .map(more -> messages.text(locale, "text.sentences", retry, more))
                    .orElse(retry))
        .or(() -> understood)
        .orElse("");
  }

  private Optional<String> understood(JobStatus status, ImageTask.Draw draw) {
    String locale = status.job().requester().locale();
    return status
        .understanding()
        .flatMap(it -> understanding.of(it.drawnAs(), it.unknown(), draw.prompt(), locale));
  }

  private String hint(ImageJob job, ImageTask.Draw draw) {
    String locale = job.requester().locale();
    Optional<ModelMenu.Item> model = models.find(job.lane());
    Optional<String> language =
        languages.of(
            draw.originalRequest().prompt(),
            model.map(ModelMenu.Item::languages).orElse(List.of()),
            locale);
    Optional<String> shape = shapes.of(draw.aspect(), model.flatMap(ModelMenu.Item::cells), locale);
    return language.isPresent() && shape.isPresent()
        ? messages.text(locale, "text.sentences", language.get(), shape.get())
        : language.or(() -> shape).orElse("");
  }

  /** The worker's own sentence knows most, but it is English. */
  private String sentence(Failed failed, String locale) {
    boolean known = messages.has(failed.reason());
    if (!failed.detail().isBlank() && (!known || messages.closest(locale).equals("en"))) {
      return failed.detail();
    }
    if (failed.reason().equals(Failed.OPTION_REFUSED) && !failed.detail().isBlank()) {
      // What is allowed instead stands there alone, in English.
      return messages.text(locale, failed.reason()) + " (" + failed.detail() + ")";
    }
    return messages.text(locale, known ? failed.reason() : "error.other");
  }

  private static List<PictureCard> pictures(
      Done done, Optional<ImageTask.Source> madeOf, Optional<JobCard> source) {
    Optional<PictureCard> drawn = drawn(madeOf, source);
    return done.pictures().stream()
        .map(
            picture ->
                new PictureCard(
                    picture.number(),
                    picture.score(),
                    picture.imageIndex(),
                    picture.caption().or(() -> drawn.flatMap(PictureCard::caption)),
                    picture.concerns().isEmpty()
                        ? drawn.map(PictureCard::concerns).orElse(Map.of())
                        : picture.concerns(),
                    picture.hasState()))
        .toList();
  }

  /** What is made of a picture shows what that shows, whoever made it. */
  private static Optional<PictureCard> drawn(
      Optional<ImageTask.Source> madeOf, Optional<JobCard> source) {
    return source.stream()
        .flatMap(drawn -> drawn.result().pictures().stream())
        .filter(it -> it.number() == madeOf.map(ImageTask.Source::pictureNumber).orElse(0))
        .findFirst();
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
