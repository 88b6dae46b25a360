package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.CommandRules;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.Messages;
import redis.clients.jedis.exceptions.JedisException;

/** Sends each command to whoever carries it out, if it keeps the rules. */
final class CommandDispatcher {
  private final CommandRules rules;
  private final CommandHandlers handlers;
  private final Cards cards;
  private final Messages messages;
  private final Guard guard;
  private final RequestKeeper keeper;

  CommandDispatcher(
      CommandRules rules,
      CommandHandlers handlers,
      Cards cards,
      Messages messages,
      Guard guard,
      RequestKeeper keeper) {
    handlers.requireAll();
    this.rules = rules;
    this.handlers = handlers;
    this.cards = cards;
    this.messages = messages;
    this.guard = guard;
    this.keeper = keeper;
  }

  Reply handle(
      Person who, Command command, SentPictures<PictureFile> pictures, Optional<Origin> origin) {
    CommandRequest request = new CommandRequest(who, command.audience(), pictures, origin);
    return guard.reply(request, () -> carryOut(command, request, this::handledOrKept));
  }

  /** A button stays where everybody may press it, longer than its job is remembered. */
  Reply press(Person who, Button button, Optional<Origin> origin) {
    Command command = button.command().orElseThrow();
    CommandRequest request =
        new CommandRequest(who, command.audience(), SentPictures.of(Optional.empty()), origin);
    return guard.reply(
        request,
        () -> {
          if (button.action().isOwnersOnly()) {
            Optional<JobCard> card = cards.find(button.jobId());
            boolean isOthers = card.filter(it -> !it.who().key().equals(who.key())).isPresent();
            if (card.isEmpty()) {
              return request.impossible(messages.text(who.locale(), "button.stale"));
            } else if (isOthers && button.action() != ButtonAction.DELETE) {
              return request.impossible(messages.text(who.locale(), "button.not-yours"));
            }
          }
          return carryOut(command, request, this::handledOrKept);
        });
  }

  /**
   * Carries out what was kept, as if it arrived now. What goes wrong is thrown: nobody waits here
   * for a sentence.
   *
   * @throws JedisException when Redis does not answer, or refuses
   */
  Reply resume(KeptRequest kept) {
    SentPictures<PictureFile> pictures =
        new SentPictures<>(
            kept.pictures().beginning().map(file -> () -> file),
            kept.pictures().target().map(file -> () -> file));
    Command command = kept.command();
    CommandRequest request =
        new CommandRequest(kept.who(), command.audience(), pictures, kept.origin(), kept.jobId());
    return carryOut(command, request, handlers::handle);
  }

  private Reply handledOrKept(Command command, CommandRequest request) throws ImpossibleException {
    try {
      return handlers.handle(command, request);
    } catch (JedisException away) {
      return keeper.keep(command, request, away);
    }
  }

  private Reply carryOut(Command command, CommandRequest request, CommandHandler<Command> handler) {
    Optional<Reply> mistake =
        rules.mistake(command).map(it -> request.impossible(it.in(request.who().locale())));
    if (mistake.isPresent()) {
      return mistake.get();
    }
    try {
      return handler.handle(command, request);
    } catch (ImpossibleException e) {
      return request.impossible(e.text(messages, request.who().locale()));
    }
  }
}
