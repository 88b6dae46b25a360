package org.vitrail.bot.core.service;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Refusal;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.OnJob;
import org.vitrail.bot.core.command.Command.Reword;
import org.vitrail.bot.core.command.CommandSpec;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.queue.JobFactory;
import org.vitrail.bot.core.queue.JobFactory.Asker;
import org.vitrail.bot.core.queue.JobSubmitter;
import org.vitrail.bot.core.queue.NewJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.Venue;
import redis.clients.jedis.exceptions.JedisException;

/** Takes the commands that ask for pictures: makes a job of each and sees it admitted. */
final class SubmitHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SubmitHandler.class);

  private final JobFactory jobFactory;
  private final JobSubmitter jobSubmitter;
  private final Cards cards;
  private final JobWatch watch;
  private final Refusals refusals;
  private final InstanceSecret secret;
  private final Gallery gallery;
  private final InitImages pictures;
  private final CommunityDefaults defaults;

  SubmitHandler(
      JobFactory jobFactory,
      JobSubmitter jobSubmitter,
      Cards cards,
      JobWatch watch,
      Refusals refusals,
      InstanceSecret secret,
      Gallery gallery,
      InitImages pictures,
      CommunityDefaults defaults) {
    this.jobFactory = jobFactory;
    this.jobSubmitter = jobSubmitter;
    this.cards = cards;
    this.watch = watch;
    this.refusals = refusals;
    this.secret = secret;
    this.gallery = gallery;
    this.pictures = pictures;
    this.defaults = defaults;
  }

  /** What makes a job of a command for somebody, or says why none can be made. */
  @FunctionalInterface
  private interface Maker {
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
            CommandSpec.AGAIN,
            (again, request) -> submit(request, asker -> jobFactory.again(asker, again)));
  }

  Reply imagine(Imagine typed, Request request) throws ImpossibleException {
    Imagine command =
        request.picture().isPresent()
            ? typed.beginningLike(pictures.take(request.who(), request.picture().get()))
            : typed;
    Imagine complete =
        request.origin().map(from -> defaults.apply(command, from.community())).orElse(command);
    return submit(request, asker -> jobFactory.imagine(asker, complete));
  }

  Reply reword(Reword command, Request request) throws ImpossibleException {
    return submit(request, asker -> jobFactory.reword(asker, command));
  }

  /** What is kept back at a community is no beginning for more there. */
  private Reply ofPicture(OnJob command, Request request, PictureMaker maker)
      throws ImpossibleException {
    return submit(
        request,
        asker -> {
          NewJob order = maker.make(asker, command);
          gallery.requireShown(
              asker.who(), command.jobId(), command.picture(), asker.venue().community());
          return order;
        });
  }

  private Reply submit(Request request, Maker maker) throws ImpossibleException {
    Person who = request.who();
    Optional<Origin> origin = request.origin();
    String id = jobId(who, origin);
    Optional<JobCard> earlier = origin.filter(Origin::isChat).flatMap(from -> cards.find(id));
    if (earlier.isPresent()) {
      // The same message or click once more, after a restart or by the platform's own doubt.
      return new Reply.Accepted(earlier.get());
    }
    Venue venue = origin.map(Origin::venue).orElseGet(() -> new Venue(who.platform(), ""));
    NewJob order = maker.make(new Asker(who, id, venue));
    Verdict verdict = jobSubmitter.submit(who, order, origin);
    return verdict instanceof Refusal refusal
        ? request.refused(refusal, refusals.text(refusal, who.locale()))
        : new Reply.Accepted(accepted(order.job()));
  }

  /** The job is queued: that it cannot be read this moment does not make a failure of it. */
  private JobCard accepted(ImageJob job) {
    watch.changed(job.id());
    try {
      return cards
          .find(job.id())
          .orElseThrow(() -> new IllegalStateException("Job " + job.id() + " vanished."));
    } catch (JedisException e) {
      LOG.info("Job {} is queued but cannot be read now: {}", job.id(), e.getMessage());
      return cards.queued(job);
    }
  }

  private String jobId(Person who, Optional<Origin> origin) {
    return origin
        .filter(Origin::isChat)
        .map(from -> ImageJob.idOf(secret.mac("job", who.platform() + ":" + from.request())))
        .orElseGet(ImageJob::newId);
  }
}
