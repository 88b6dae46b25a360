package org.vitrail.bot.core.service;

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
import org.vitrail.bot.core.command.Command.About;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Cancel;
import org.vitrail.bot.core.command.Command.Delete;
import org.vitrail.bot.core.command.Command.Forget;
import org.vitrail.bot.core.command.Command.Help;
import org.vitrail.bot.core.command.Command.History;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Language;
import org.vitrail.bot.core.command.Command.Link;
import org.vitrail.bot.core.command.Command.Models;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.Command.MyData;
import org.vitrail.bot.core.command.Command.Queue;
import org.vitrail.bot.core.command.Command.Report;
import org.vitrail.bot.core.command.Command.Reword;
import org.vitrail.bot.core.command.Command.Show;
import org.vitrail.bot.core.command.Command.Styles;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
import org.vitrail.bot.core.command.CommandParser;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.modcommands.ModCommandHandler;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * Sends each command to the stage that carries it out, and turns whatever goes wrong there into a
 * sentence.
 */
final class CommandDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(CommandDispatcher.class);

  private final CommandRules rules;
  private final CommandParser parser;
  private final SubmitHandler submitHandler;
  private final Answers answers;
  private final Cancellation cancellation;
  private final Gallery gallery;
  private final InitImages pictures;
  private final CommunityDefaults taste;
  private final ModCommandHandler moderators;
  private final Deletion deletion;
  private final Linking linking;
  private final Reporting reporting;
  private final Privacy privacy;
  private final JobWatch watch;
  private final Refusals refusals;
  private final Messages messages;
  private final Clock clock;

  CommandDispatcher(
      CommandRules rules,
      CommandParser parser,
      SubmitHandler submitHandler,
      Answers answers,
      Cancellation cancellation,
      Gallery gallery,
      CommunityDefaults taste,
      ModCommandHandler moderators,
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
    this.submitHandler = submitHandler;
    this.answers = answers;
    this.cancellation = cancellation;
    this.gallery = gallery;
    this.pictures = new InitImages(messages);
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
        () ->
            parser
                .parse(text, who.locale())
                .fold(
                    command -> carryOut(who, command, picture, origin), Reply.Refused::impossible));
  }

  /** What an adapter put together, which may break the rules of typing. */
  Reply handle(
      Person who, Command command, Optional<PictureFile> picture, Optional<Origin> origin) {
    return guarded(
        who,
        () ->
            rules
                .mistake(command, who.locale())
                .<Reply>map(Reply.Refused::impossible)
                .orElseGet(() -> carryOut(who, command, picture, origin)));
  }

  private Reply carryOut(
      Person who, Command command, Optional<PictureFile> picture, Optional<Origin> origin) {
    try {
      return command.accept(new Execution(who, picture, origin));
    } catch (ImpossibleException e) {
      return Reply.Refused.impossible(e.getMessage());
    }
  }

  /** One command on its way to the stage that carries it out. */
  private final class Execution implements Command.Visitor<Reply, ImpossibleException> {
    private final Person who;
    private final Optional<PictureFile> picture;
    private final Optional<Origin> origin;

    Execution(Person who, Optional<PictureFile> picture, Optional<Origin> origin) {
      this.who = who;
      this.picture = picture;
      this.origin = origin;
    }

    @Override
    public Reply imagine(Imagine typed) throws ImpossibleException {
      Imagine command =
          picture.isPresent() ? typed.beginningLike(pictures.take(who, picture.get())) : typed;
      return submitHandler.imagine(
          who, origin.map(from -> taste.apply(command, from.community())).orElse(command), origin);
    }

    @Override
    public Reply vary(Vary command) throws ImpossibleException {
      return submitHandler.vary(who, command, origin);
    }

    @Override
    public Reply upscale(Upscale command) throws ImpossibleException {
      return submitHandler.upscale(who, command, origin);
    }

    @Override
    public Reply again(Again command) throws ImpossibleException {
      return submitHandler.again(who, command, origin);
    }

    @Override
    public Reply reword(Reword command) throws ImpossibleException {
      return submitHandler.reword(who, command, origin);
    }

    @Override
    public Reply show(Show command) throws ImpossibleException {
      return new Reply.Shown(gallery.finished(who, command.jobId(), origin.map(Origin::community)));
    }

    @Override
    public Reply cancel(Cancel command) throws ImpossibleException {
      JobStatus before = cancellation.cancel(who, command.jobId());
      watch.changed(before.job().id());
      return new Reply.Said(cancellation.text(before, who.locale()));
    }

    @Override
    public Reply delete(Delete command) throws ImpossibleException {
      return new Reply.Said(deletion.delete(who, command.jobId(), origin));
    }

    @Override
    public Reply report(Report command) throws ImpossibleException {
      return new Reply.Said(reporting.report(who, command.jobId()));
    }

    @Override
    public Reply link(Link command) throws ImpossibleException {
      return new Reply.Said(linking.link(who, command.code()));
    }

    @Override
    public Reply myData(MyData command) {
      return privacy.export(who);
    }

    @Override
    public Reply forget(Forget command) {
      return new Reply.Said(privacy.forget(who, command.isConfirmed()));
    }

    @Override
    public Reply moderate(Moderate command) throws ImpossibleException {
      return new Reply.Said(moderators.handle(who, command, origin));
    }

    @Override
    public Reply queue(Queue command) {
      return new Reply.Said(answers.queue(who, origin));
    }

    @Override
    public Reply history(History command) {
      return new Reply.Said(answers.history(who));
    }

    @Override
    public Reply styles(Styles command) {
      return new Reply.Said(answers.styles(who));
    }

    @Override
    public Reply language(Language command) {
      return new Reply.Said(answers.language(who, origin, command.code()));
    }

    @Override
    public Reply about(About command) {
      return new Reply.Said(answers.about(who));
    }

    @Override
    public Reply models(Models command) {
      return new Reply.Said(answers.models(who));
    }

    @Override
    public Reply help(Help command) {
      return new Reply.Said(answers.help(who, command.topic()));
    }
  }

  /** Nothing escapes to an adapter: it would have to tell a person, and knows less than we do. */
  private Reply guarded(Person who, Supplier<Reply> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      if (trouble != RedisTrouble.OTHER) {
        // The operator hears of it from the connection, once for all commands.
        LOG.debug("A command of {} was refused: {}", who.key(), trouble);
        Verdict verdict = new Unreachable(trouble);
        return new Reply.Refused(verdict, refusals.text(verdict, who.locale()));
      }
      LOG.error("A command of {} failed; the person is told to try again.", who.key(), e);
      String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      return Reply.Refused.impossible(messages.text(who.locale(), "refused.internal", time));
    }
  }
}
