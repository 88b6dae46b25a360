package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Command.Reword;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict.Refusal;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.queue.JobFactory;
import org.vitrail.bot.core.queue.JobFactory.Asker;
import org.vitrail.bot.core.queue.JobSubmitter;
import org.vitrail.bot.core.queue.JobSubmitter.Submission;
import org.vitrail.bot.core.queue.NewJob;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.inference.protocol.ImageTask.Reconstruct;
import org.vitrail.inference.protocol.Venue;

/** Takes the commands that ask for pictures: makes a job of each and sees it admitted. */
final class SubmitHandler {
  private final ImagineCompletion completion;
  private final JobFactory jobFactory;
  private final JobSubmitter jobSubmitter;
  private final Cards cards;
  private final Refusals refusals;
  private final InstanceSecret secret;
  private final Gallery gallery;

  SubmitHandler(
      ImagineCompletion completion,
      JobFactory jobFactory,
      JobSubmitter jobSubmitter,
      Cards cards,
      Refusals refusals,
      InstanceSecret secret,
      Gallery gallery) {
    this.completion = completion;
    this.jobFactory = jobFactory;
    this.jobSubmitter = jobSubmitter;
    this.cards = cards;
    this.refusals = refusals;
    this.secret = secret;
    this.gallery = gallery;
  }

  /** What makes a job of a command for somebody, or says why none can be made. */
  @FunctionalInterface
  interface Maker {
    NewJob make(Asker asker) throws ImpossibleException;
  }

  /** The same of one of a job's pictures. */
  @FunctionalInterface
  private interface PictureMaker {
    NewJob make(Asker asker, OnJob command) throws ImpossibleException;
  }

  void addTo(CommandHandlers handlers) {
    handlers
        .onJob(CommandSpec.VARY, (vary, request) -> ofPicture(vary, request, jobFactory::vary))
        .onJob(
            CommandSpec.UPSCALE,
            (upscale, request) -> ofPicture(upscale, request, jobFactory::upscale))
        .onJob(
            CommandSpec.STICKER,
            (sticker, request) -> ofPicture(sticker, request, jobFactory::sticker))
        .ask(CommandSpec.RECONSTRUCT, this::reconstruct)
        .onJob(
            CommandSpec.AGAIN,
            (again, request) -> submit(request, asker -> jobFactory.again(asker, again)));
  }

  Reply imagine(Imagine typed, CommandRequest request) throws ImpossibleException {
    Imagine command =
        request
            .origin()
            .map(from -> completion.withDefaults(typed, from.community()))
            .orElse(typed);
    SentPictures<InitImage> pictures =
        completion.pictures(request.who(), command, request.pictures());
    return submit(request, asker -> jobFactory.imagine(asker, command, pictures));
  }

  Reply reword(Reword command, CommandRequest request) throws ImpossibleException {
    return submit(request, asker -> jobFactory.reword(asker, command));
  }

  private Reply reconstruct(Ask ask, CommandRequest request) throws ImpossibleException {
    String codec = ask.word().orElse(Reconstruct.USUAL_CODEC);
    PictureFile file =
        request
            .pictures()
            .beginning()
            .orElseThrow(() -> new ImpossibleException("job.needs-picture"));
    InitImage picture = completion.picture(request.who(), codec, file);
    return submit(request, asker -> jobFactory.reconstruct(asker, codec, picture));
  }

  /** What is kept back in a community is no beginning for more there. */
  private Reply ofPicture(OnJob command, CommandRequest request, PictureMaker maker)
      throws ImpossibleException {
    return submit(
        request,
        asker -> {
          NewJob order = maker.make(asker, command);
          gallery.requireShown(command.jobId(), command.picture(), asker.venue().community());
          return order;
        });
  }

  /** Sees the job that is made for whoever asks admitted. */
  Reply submit(CommandRequest request, Maker maker) throws ImpossibleException {
    Person who = request.who();
    Optional<Origin> origin = request.origin();
    String id = request.jobId(secret);
    Optional<JobCard> earlier = cards.find(id);
    if (earlier.isPresent()) {
      // The same once more, after a restart, from the journal or by the platform's own doubt.
      return new Reply.Accepted(earlier.get(), Optional.empty());
    }
    Venue venue = origin.map(Origin::venue).orElseGet(() -> new Venue(who.platform(), ""));
    NewJob order = maker.make(new Asker(who, id, venue));
    Submission submission = jobSubmitter.submit(who, order, origin);
    return submission.verdict() instanceof Refusal refusal
        ? request.refused(refusal, refusals.text(refusal, who.locale()))
        : new Reply.Accepted(card(submission, id), submission.message());
  }

  /** A request that arrived twice at the same time may have found its job in the queue. */
  private JobCard card(Submission submission, String jobId) {
    return submission
        .status()
        .map(cards::queued)
        .or(() -> cards.find(jobId))
        .orElseThrow(() -> new IllegalStateException("Job " + jobId + " vanished."));
  }
}
