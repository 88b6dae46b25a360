package org.vitrail.bot.core.studio;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.HouseSecret;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Reword;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.delivery.JobWatch;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.queue.Intake;
import org.vitrail.bot.core.queue.Order;
import org.vitrail.bot.core.queue.OrderMaker;
import org.vitrail.bot.core.queue.OrderMaker.Asker;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.Venue;
import redis.clients.jedis.exceptions.JedisException;

/** Takes the commands that ask for pictures: makes a job of each and sees it admitted. */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final OrderMaker orders;
  private final Intake intake;
  private final Cards cards;
  private final JobWatch watch;
  private final Refusals refusals;
  private final HouseSecret secret;
  private final Gallery gallery;

  Desk(
      OrderMaker orders,
      Intake intake,
      Cards cards,
      JobWatch watch,
      Refusals refusals,
      HouseSecret secret,
      Gallery gallery) {
    this.orders = orders;
    this.intake = intake;
    this.cards = cards;
    this.watch = watch;
    this.refusals = refusals;
    this.secret = secret;
    this.gallery = gallery;
  }

  /**
   * What became of the command; empty when it asks for no pictures.
   *
   * @throws ImpossibleException when no job can be made of it
   */
  Optional<Reply> submit(Person who, Command command, Optional<Origin> origin)
      throws ImpossibleException {
    if (!asksForPictures(command)) {
      return Optional.empty();
    }
    String id = jobId(who, origin);
    Optional<JobCard> earlier = origin.filter(Origin::isChat).flatMap(from -> cards.find(id));
    if (earlier.isPresent()) {
      // The same message or click once more, after a restart or by the platform's own doubt.
      return earlier.map(Reply.Accepted::new);
    }
    Venue venue = origin.map(Origin::venue).orElseGet(() -> new Venue(who.platform(), ""));
    Order order = order(new Asker(who, id, venue), command);
    requireShown(who, command, venue);
    return Optional.of(submit(who, order, origin));
  }

  private static boolean asksForPictures(Command command) {
    return command instanceof Imagine
        || command instanceof Vary
        || command instanceof Upscale
        || command instanceof Again
        || command instanceof Reword;
  }

  private Order order(Asker asker, Command command) throws ImpossibleException {
    if (command instanceof Vary vary) {
      return orders.vary(asker, vary);
    } else if (command instanceof Upscale upscale) {
      return orders.upscale(asker, upscale);
    } else if (command instanceof Again again) {
      return orders.again(asker, again);
    } else if (command instanceof Reword reword) {
      return orders.reword(asker, reword);
    }
    return orders.imagine(asker, (Imagine) command);
  }

  private void requireShown(Person who, Command command, Venue venue) throws ImpossibleException {
    if (command instanceof Vary vary) {
      gallery.requireShown(who, vary.jobId(), vary.picture(), venue.place());
    } else if (command instanceof Upscale upscale) {
      gallery.requireShown(who, upscale.jobId(), upscale.picture(), venue.place());
    }
  }

  private Reply submit(Person who, Order order, Optional<Origin> origin) {
    Verdict verdict = intake.submit(who, order, origin);
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
