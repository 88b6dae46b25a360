package org.vitrail.bot.core.studio;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.Command.Cancel;
import org.vitrail.bot.core.command.Command.Delete;
import org.vitrail.bot.core.command.Command.Forget;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Link;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.Command.MyData;
import org.vitrail.bot.core.command.Command.Report;
import org.vitrail.bot.core.command.Command.Show;
import org.vitrail.bot.core.command.CommandParser;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.command.Parsed.Mistake;
import org.vitrail.bot.core.command.Parsed.Understood;
import org.vitrail.bot.core.delivery.JobWatch;
import org.vitrail.bot.core.moderator.ModeratorDesk;
import org.vitrail.bot.core.picture.PictureFile;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobStatus;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends each command to the stage that carries it out, and turns whatever goes wrong there into a
 * sentence.
 */
final class Clerk {
  private static final Logger LOG = LoggerFactory.getLogger(Clerk.class);

  private final CommandRules rules;
  private final CommandParser parser;
  private final Desk desk;
  private final Answers answers;
  private final Cancellation cancellation;
  private final Gallery gallery;
  private final PictureDesk pictures;
  private final Taste taste;
  private final ModeratorDesk moderators;
  private final Deletion deletion;
  private final Linking linking;
  private final Reporting reporting;
  private final Privacy privacy;
  private final JobWatch watch;
  private final Refusals refusals;
  private final Messages messages;
  private final Clock clock;

  Clerk(
      CommandRules rules,
      CommandParser parser,
      Desk desk,
      Answers answers,
      Cancellation cancellation,
      Gallery gallery,
      Taste taste,
      ModeratorDesk moderators,
      Deletion deletion,
      Linking linking,
      Reporting reporting,
      Privacy privacy,
      JobWatch watch,
      Refusals refusals,
      Messages messages,
      Clock clock) {
    this.rules = rules;
    this.parser = parser;
    this.desk = desk;
    this.answers = answers;
    this.cancellation = cancellation;
    this.gallery = gallery;
    this.pictures = new PictureDesk(messages);
    this.taste = taste;
    this.moderators = moderators;
    this.deletion = deletion;
    this.linking = linking;
    this.reporting = reporting;
    this.privacy = privacy;
    this.watch = watch;
    this.refusals = refusals;
    this.messages = messages;
    this.clock = clock;
  }

  /** What was typed. */
  Reply handle(Person who, String text, Optional<PictureFile> picture, Optional<Origin> origin) {
    return guarded(
        who,
        () -> {
          Parsed parsed = parser.parse(text, who.locale());
          return parsed instanceof Understood understood
              ? carryOut(who, understood.command(), picture, origin)
              : Reply.Refused.impossible(((Mistake) parsed).sentence());
        });
  }

  /** What an adapter put together, which may break the rules of typing. */
  Reply handle(Person who, Command command, Optional<Origin> origin) {
    return guarded(
        who,
        () ->
            rules
                .mistake(command, who.locale())
                .<Reply>map(Reply.Refused::impossible)
                .orElseGet(() -> carryOut(who, command, Optional.empty(), origin)));
  }

  private Reply carryOut(
      Person who, Command typed, Optional<PictureFile> picture, Optional<Origin> origin) {
    try {
      Command command = typed;
      if (typed instanceof Imagine imagine && picture.isPresent()) {
        command = imagine.beginningLike(pictures.take(who, picture.get()));
      }
      if (command instanceof Imagine imagine && origin.isPresent()) {
        command = taste.apply(imagine, origin.get().place());
      }
      if (command instanceof Cancel cancel) {
        return cancel(who, cancel);
      } else if (command instanceof Moderate moderate) {
        return new Reply.Said(moderators.handle(who, moderate, origin));
      } else if (command instanceof Delete delete) {
        return new Reply.Said(deletion.delete(who, delete.jobId(), origin));
      } else if (command instanceof Report report) {
        return new Reply.Said(reporting.report(who, report.jobId()));
      } else if (command instanceof MyData) {
        return privacy.export(who);
      } else if (command instanceof Forget forget) {
        return new Reply.Said(privacy.forget(who, forget.isConfirmed()));
      } else if (command instanceof Link link) {
        return new Reply.Said(linking.link(who, link.code()));
      } else if (command instanceof Show show) {
        return new Reply.Shown(gallery.finished(who, show.jobId(), origin.map(Origin::place)));
      }
      Optional<Reply> submitted = desk.submit(who, command, origin);
      return submitted.isPresent()
          ? submitted.get()
          : new Reply.Said(answers.text(who, command, origin));
    } catch (ImpossibleException e) {
      return Reply.Refused.impossible(e.getMessage());
    }
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
    } catch (RuntimeException | Error e) {
      LOG.error("A command of {} failed; the person is told to try again.", who.key(), e);
      String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      return Reply.Refused.impossible(messages.text(who.locale(), "refused.internal", time));
    }
  }
}
