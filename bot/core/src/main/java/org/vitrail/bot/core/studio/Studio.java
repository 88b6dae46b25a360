package org.vitrail.bot.core.studio;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.QueueLimits;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.admission.Verdict.Impossible;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.admission.moderation.Blocklist;
import org.vitrail.bot.core.admission.quota.DailyQuota;
import org.vitrail.bot.core.admission.rate.RateLimit;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Cancel;
import org.vitrail.bot.core.command.Command.Help;
import org.vitrail.bot.core.command.Command.History;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Models;
import org.vitrail.bot.core.command.Command.Queue;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
import org.vitrail.bot.core.command.CommandParser;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.command.Completion;
import org.vitrail.bot.core.command.HelpText;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.command.Parsed.Mistake;
import org.vitrail.bot.core.command.Parsed.Understood;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.delivery.JobWatch;
import org.vitrail.bot.core.delivery.Overview;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.queue.Intake;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.bot.core.queue.Order;
import org.vitrail.bot.core.queue.OrderMaker;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.wording.Wording;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The one door for every adapter: a person's command goes in, a reply and later cards come out. It
 * sends each command to the stage that carries it out and knows nothing of how. Safe for several
 * threads.
 */
public final class Studio implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Studio.class);

  private final CommandRules rules;
  private final CommandParser parser;
  private final HelpText help;
  private final OrderMaker orders;
  private final Intake intake;
  private final Cancellation cancellation;
  private final Cards cards;
  private final Overview overview;
  private final JobWatch watch;
  private final Refusals refusals;
  private final Messages messages;
  private final Clock clock;

  /**
   * Opens the studio and begins to watch its jobs; Redis may still be away.
   *
   * @param redis shared with the queue; closed by whoever opened it
   * @param clock of rate, quota and submission
   */
  public Studio(
      UnifiedJedis redis, JobQueue queue, HouseRules house, Messages messages, Clock clock) {
    this.messages = messages;
    this.clock = clock;

    ModelMenu models = house.models();
    rules =
        new CommandRules(
            house.limits().promptCharacters(), house.limits().imagesPerJob(), models, messages);
    parser = new CommandParser(rules, models, messages);
    help = new HelpText(rules, messages);

    Ledger ledger =
        new Ledger(
            redis,
            clock,
            new RateLimit(house.quotas().rate().burst(), house.quotas().rate().perMinute()),
            new DailyQuota(house.quotas().daily().pictures()),
            new QueueLimits(house.limits().queuedJobs(), house.limits().queuedJobsPerPerson()));
    Admission admission = new Admission(new Blocklist(house.blocklist()), ledger);
    refusals = new Refusals(messages, new Wording(messages), clock);

    Lanes lanes = new Lanes(queue);
    RecentJobs recent = new RecentJobs(redis, house.retention());
    orders = new OrderMaker(queue, models, messages, clock);
    intake = new Intake(admission, recent, queue, lanes);
    cancellation = new Cancellation(queue, recent, messages);

    cards = new Cards(queue, lanes, messages);
    overview = new Overview(queue, lanes, cards, recent, models, messages);
    watch = new JobWatch(redis, cards, ledger, clock);
  }

  /** Parses what a person typed and handles it. Never throws. */
  public Reply handle(Person who, String text) {
    return guarded(
        who,
        () -> {
          Parsed parsed = parser.parse(text, who.locale());
          return parsed instanceof Understood understood
              ? carryOut(who, understood.command())
              : impossible(((Mistake) parsed).sentence());
        });
  }

  /**
   * Handles a command that an adapter built from a click or a platform's own options. Never throws.
   */
  public Reply handle(Person who, Command command) {
    return guarded(
        who,
        () ->
            rules
                .mistake(command, who.locale())
                .map(Studio::impossible)
                .orElseGet(() -> carryOut(who, command)));
  }

  /** How the person may go on typing at {@code cursor}, in UTF-16 units of the text. */
  public List<Completion> complete(Person who, String text, int cursor) {
    return parser.complete(text, cursor, who.locale());
  }

  /**
   * The job as it stands; empty when there is none of that id, or no longer.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> card(String jobId) {
    return reading("", () -> cards.find(jobId));
  }

  /**
   * A person's jobs, newest first.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<JobCard> recent(Person who, int limit) {
    return reading(who.locale(), () -> overview.recent(who, limit));
  }

  /**
   * Calls {@code onChange} with a new card after any change of any job, at most five times a second
   * for one job, the last one always among them. At first it is called with all jobs that are open
   * or ended within the last minute. Calls come from one thread; take long work elsewhere.
   *
   * @return closes the subscription
   */
  public AutoCloseable watch(Consumer<JobCard> onChange) {
    return watch.watch(onChange);
  }

  /** Stops watching; jobs go on and are settled by other adapters, or at the next start. */
  @Override
  public void close() {
    watch.close();
  }

  private Reply carryOut(Person who, Command command) {
    try {
      if (command instanceof Imagine imagine) {
        return submit(who, orders.imagine(who, imagine));
      } else if (command instanceof Vary vary) {
        return submit(who, orders.vary(who, vary));
      } else if (command instanceof Upscale upscale) {
        return submit(who, orders.upscale(who, upscale));
      } else if (command instanceof Again again) {
        return submit(who, orders.again(who, again));
      } else if (command instanceof Cancel cancel) {
        return cancel(who, cancel);
      } else if (command instanceof Queue) {
        return new Reply.Said(overview.queue(who));
      } else if (command instanceof History) {
        return new Reply.Said(overview.history(who));
      } else if (command instanceof Models) {
        return new Reply.Said(overview.models(who.locale()));
      } else if (command instanceof Help asked) {
        return new Reply.Said(help.text(asked.topic(), who.locale()));
      }
      throw new IllegalArgumentException("No stage carries out " + command.getClass());
    } catch (ImpossibleException e) {
      return impossible(e.getMessage());
    }
  }

  private Reply submit(Person who, Order order) {
    Verdict verdict = intake.submit(who, order);
    if (!(verdict instanceof Admitted)) {
      return new Reply.Refused(verdict, refusals.text(verdict, who.locale()));
    }
    String id = order.job().id();
    watch.changed(id);
    return cards
        .find(id)
        .<Reply>map(Reply.Accepted::new)
        .orElseThrow(() -> new IllegalStateException("Job " + id + " vanished."));
  }

  private Reply cancel(Person who, Cancel command) throws ImpossibleException {
    JobStatus before = cancellation.cancel(who, command.jobId());
    watch.changed(before.job().id());
    return new Reply.Said(cancellation.text(before, who.locale()));
  }

  /** Nothing escapes to an adapter: it would have to tell a person, and knows less than we do. */
  private Reply guarded(Person who, Supplier<Reply> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      LOG.warn("A command of {} was refused: {}", who.key(), e.getMessage());
      Verdict verdict = new Unreachable();
      return new Reply.Refused(verdict, refusals.text(verdict, who.locale()));
    } catch (RuntimeException e) {
      LOG.error("A command of {} failed; the person is told to try again.", who.key(), e);
      String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      return impossible(messages.text(who.locale(), "refused.internal", time));
    }
  }

  private <T> T reading(String locale, Supplier<T> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      throw new QueueUnreachable(refusals.text(new Unreachable(), locale), e);
    }
  }

  private static Reply impossible(String sentence) {
    return new Reply.Refused(new Impossible(sentence), sentence);
  }
}
