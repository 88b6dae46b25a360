package org.vitrail.bot.core.service;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * Sends each command to whoever carries it out, and turns whatever goes wrong there into a
 * sentence.
 */
final class CommandDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(CommandDispatcher.class);

  private final CommandRules rules;
  private final CommandHandlers handlers;
  private final Cards cards;
  private final Refusals refusals;
  private final Messages messages;
  private final Clock clock;

  CommandDispatcher(
      CommandRules rules,
      CommandHandlers handlers,
      Cards cards,
      Refusals refusals,
      Messages messages,
      Clock clock) {
    handlers.requireAll();
    this.rules = rules;
    this.handlers = handlers;
    this.cards = cards;
    this.refusals = refusals;
    this.messages = messages;
    this.clock = clock;
  }

  Reply handle(
      Person who, Command command, Optional<PictureFile> picture, Optional<Origin> origin) {
    Request request = new Request(who, command.audience(), picture, origin);
    return guarded(request, () -> carryOut(command, request));
  }

  /** A button stays where everybody may press it, longer than its job is remembered. */
  Reply press(Person who, Button button, Optional<Origin> origin) {
    Command command = button.command().orElseThrow();
    Request request = new Request(who, command.audience(), Optional.empty(), origin);
    return guarded(
        request,
        () -> {
          if (button.action().isOwnersOnly()) {
            Optional<JobCard> card = cards.find(button.jobId());
            boolean isOthers = card.filter(it -> !it.who().key().equals(who.key())).isPresent();
            if (card.isEmpty()) {
              return request.impossible(messages.text(who.locale(), "button.stale"));
            } else if (isOthers && button.action() == ButtonAction.CANCEL) {
              return request.impossible(messages.text(who.locale(), "button.not-yours"));
            }
          }
          return carryOut(command, request);
        });
  }

  private Reply carryOut(Command command, Request request) {
    Optional<Reply> mistake =
        rules.mistake(command).map(it -> request.impossible(it.in(request.who().locale())));
    if (mistake.isPresent()) {
      return mistake.get();
    }
    try {
      return handlers.handle(command, request);
    } catch (ImpossibleException e) {
      return request.impossible(e.getMessage());
    }
  }

  /** Nothing escapes to an adapter: it would have to tell a person, and knows less than we do. */
  private Reply guarded(Request request, Supplier<Reply> work) {
    Person who = request.who();
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      if (trouble != RedisTrouble.OTHER) {
        // The operator hears of it from the connection, once for all commands.
        LOG.debug("A command of {} was refused: {}", who.key(), trouble);
        Unreachable away = new Unreachable(trouble);
        return request.refused(away, refusals.text(away, who.locale()));
      }
      LOG.error("A command of {} failed; the person is told to try again.", who.key(), e);
      String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      return request.impossible(messages.text(who.locale(), "refused.internal", time));
    }
  }
}
