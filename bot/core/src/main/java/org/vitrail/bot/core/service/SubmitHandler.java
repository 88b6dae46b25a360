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
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Reword;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
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

  SubmitHandler(
      JobFactory jobFactory,
      JobSubmitter jobSubmitter,
      Cards cards,
      JobWatch watch,
      Refusals refusals,
      InstanceSecret secret,
      Gallery gallery) {
    this.jobFactory = jobFactory;
    this.jobSubmitter = jobSubmitter;
    this.cards = cards;
    this.watch = watch;
    this.refusals = refusals;
    this.secret = secret;
    this.gallery = gallery;
  }

  /** What makes a job of a command for somebody, or says why none can be made. */
  @FunctionalInterface
  private interface Maker {
    NewJob make(Asker asker) throws ImpossibleException;
  }

  Reply imagine(Person who, Imagine command, Optional<Origin> origin) throws ImpossibleException {
    return submit(who, origin, asker -> jobFactory.imagine(asker, command));
  }

  Reply vary(Person who, Vary command, Optional<Origin> origin) throws ImpossibleException {
    return submit(
        who,
        origin,
        asker -> {
          NewJob order = jobFactory.vary(asker, command);
          gallery.requireShown(who, command.jobId(), command.picture(), asker.venue().community());
          return order;
        });
  }

  Reply upscale(Person who, Upscale command, Optional<Origin> origin) throws ImpossibleException {
    return submit(
        who,
        origin,
        asker -> {
          NewJob order = jobFactory.upscale(asker, command);
          gallery.requireShown(who, command.jobId(), command.picture(), asker.venue().community());
          return order;
        });
  }

  Reply again(Person who, Again command, Optional<Origin> origin) throws ImpossibleException {
    return submit(who, origin, asker -> jobFactory.again(asker, command));
  }

  Reply reword(Person who, Reword command, Optional<Origin> origin) throws ImpossibleException {
    return submit(who, origin, asker -> jobFactory.reword(asker, command));
  }

  private Reply submit(Person who, Optional<Origin> origin, Maker maker)
      throws ImpossibleException {
    String id = jobId(who, origin);
    Optional<JobCard> earlier = origin.filter(Origin::isChat).flatMap(from -> cards.find(id));
    if (earlier.isPresent()) {
      // The same message or click once more, after a restart or by the platform's own doubt.
      return new Reply.Accepted(earlier.get());
    }
    Venue venue = origin.map(Origin::venue).orElseGet(() -> new Venue(who.platform(), ""));
    return submit(who, maker.make(new Asker(who, id, venue)), origin);
  }

  private Reply submit(Person who, NewJob order, Optional<Origin> origin) {
    Verdict verdict = jobSubmitter.submit(who, order, origin);
    if (!(verdict instanceof Admitted)) {
      return new Reply.Refused(verdict, refusals.text(verdict, who.locale()));
    }
    return new Reply.Accepted(accepted(order.job()));
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
