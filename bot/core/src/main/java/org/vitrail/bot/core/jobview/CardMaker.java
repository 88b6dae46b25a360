package org.vitrail.bot.core.jobview;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Requester;
import org.vitrail.inference.protocol.Sampling;
import org.vitrail.inference.protocol.Stage;

/** Turns what the queue knows of a job into what a person sees; reads nothing itself. */
final class CardMaker {
  /** For an upscale whose source is forgotten: nothing was sampled. */
  private static final Sampling NEUTRAL = new Sampling(0, 1, 0, 1);

  private final Messages messages;

  CardMaker(Messages messages) {
    this.messages = messages;
  }

  /**
   * @param source card of the job whose picture is enlarged, if it is one and still known
   * @param left time until it is done; empty where nobody can say
   */
  JobCard make(
      JobStatus status, Optional<JobCard> source, Lanes.Pulse lane, Optional<Duration> left) {
    ImageJob job = status.job();
    boolean orphaned = isOrphaned(status, lane);
    Progress progress = orphaned ? Progress.NONE : status.progress();
    Optional<ImageTask.Draw> draw = cast(job.task(), ImageTask.Draw.class);
    Optional<ImageTask.Upscale> upscale = cast(job.task(), ImageTask.Upscale.class);
    Optional<Done> done = status.outcome().flatMap(outcome -> cast(outcome, Done.class));
    return new JobCard(
        job.id(),
        person(job.requester()),
        draw.isPresent() ? "draw" : "upscale",
        draw.map(task -> task.originalRequest().prompt())
            .or(() -> source.map(JobCard::prompt))
            .orElse(""),
        draw.map(task -> task.originalRequest().style())
            .or(() -> source.map(JobCard::style))
            .orElse(""),
        draw.map(ImageTask.Draw::seed).or(() -> source.map(JobCard::seed)).orElse(0L),
        job.task().imageCount(),
        draw.map(ImageTask.Draw::sampling).or(() -> source.map(JobCard::sampling)).orElse(NEUTRAL),
        job.lane(),
        upscale.map(task -> new JobCard.Source(task.sourceJobId(), task.pictureNumber())),
        lowerCase(status.state()),
        lowerCase(progress.stage()),
        stageText(status, orphaned),
        status.position(),
        orphaned ? Optional.empty() : left.map(CardMaker::wholeSeconds),
        progress.done(),
        progress.total(),
        status.progress().previewNumber(),
        done.map(finished -> pictures(finished, upscale, source)).orElse(List.of()),
        done.map(Done::columns).orElse(0),
        message(status, lane, orphaned),
        job.submittedAt(),
        done.map(Done::computeTime),
        job.isPrivate(),
        job.venue());
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
        : messages.text(locale, "stage." + lowerCase(stage));
  }

  /** Whole seconds, since more would only pretend. */
  private static Duration wholeSeconds(Duration left) {
    return Duration.ofSeconds((left.toMillis() + 999) / 1000);
  }

  private String message(JobStatus status, Lanes.Pulse lane, boolean orphaned) {
    String locale = status.job().requester().locale();
    if (orphaned) {
      return messages.text(locale, "job.no-worker", status.job().lane());
    }
    return switch (status.state()) {
      case WAITING ->
          lane.hasWorker() ? "" : messages.text(locale, "job.no-worker", status.job().lane());
      case RUNNING, DONE -> "";
      case CANCELLED -> messages.text(locale, "job.cancelled");
      case FAILED ->
          status
              .outcome()
              .flatMap(outcome -> cast(outcome, Failed.class))
              .map(failed -> messages.text(locale, "job.failed", sentence(failed, locale)))
              .orElse("");
    };
  }

  /** The worker's own sentence knows most, but it is English. */
  private String sentence(Failed failed, String locale) {
    boolean known = messages.has(failed.reason());
    if (!failed.detail().isBlank() && (!known || messages.closest(locale).equals("en"))) {
      return failed.detail();
    }
    return messages.text(locale, known ? failed.reason() : "error.other");
  }

  private static List<PictureCard> pictures(
      Done done, Optional<ImageTask.Upscale> upscale, Optional<JobCard> source) {
    return done.pictures().stream()
        .map(
            picture ->
                new PictureCard(
                    picture.number(),
                    picture.clipScore(),
                    picture.imageIndex(),
                    picture.concerns().isEmpty()
                        ? concernsOfSource(upscale, source)
                        : picture.concerns()))
        .toList();
  }

  /** A larger copy shows what its source shows, whoever enlarged it. */
  private static Map<String, Float> concernsOfSource(
      Optional<ImageTask.Upscale> upscale, Optional<JobCard> source) {
    return source.stream()
        .flatMap(drawn -> drawn.pictures().stream())
        .filter(it -> it.number() == upscale.map(ImageTask.Upscale::pictureNumber).orElse(0))
        .findFirst()
        .map(PictureCard::concerns)
        .orElse(Map.of());
  }

  private static Person person(Requester requester) {
    return new Person(
        requester.platform(), requester.userId(), requester.displayName(), requester.locale());
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <T> Optional<T> cast(Object value, Class<T> type) {
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }
}
