package org.vitrail.bot.core.service;

import org.vitrail.bot.command.CommandParser;
import org.vitrail.bot.command.CommandRules;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.bot.core.queue.JobFactory;
import org.vitrail.bot.core.queue.JobRetry;
import org.vitrail.bot.core.queue.JobSubmitter;
import org.vitrail.bot.core.queue.ModelRules;

/** What understands commands and carries them out, and its wiring. */
final class CommandWiring {
  final CommandRules rules;
  final CommandParser parser;
  final Guard guard;
  final CommandDispatcher dispatcher;

  private final CoreWiring core;
  private final ModWiring mods;
  private final Erasure erasure;
  private final ModelRules modelRules;

  CommandWiring(CoreWiring core, ModWiring mods) {
    this.core = core;
    this.mods = mods;
    InstanceRules instance = core.instance;
    rules =
        new CommandRules(
            instance.limits().promptCharacters(),
            instance.limits().imagesPerJob(),
            instance.models(),
            instance.styles(),
            core.messages);
    parser = new CommandParser(rules, instance.models(), instance.styles(), core.messages);
    modelRules = new ModelRules(instance.models(), core.messages);
    guard = new Guard(core.refusals, core.messages, core.time);
    erasure =
        new Erasure(
            core.recent,
            core.removals,
            core.ledger,
            core.cards,
            core.images,
            core.queue,
            core.outbox);
    ImagineCompletion completion = completion();
    RequestKeeper keeper =
        new RequestKeeper(core.journal, completion, core.secret, core.messages, core.time);
    dispatcher =
        new CommandDispatcher(
            rules, handlers(completion), core.cards, core.messages, guard, keeper);
  }

  private CommandHandlers handlers(ImagineCompletion completion) {
    SubmitHandler submitHandler = submitHandler(completion);
    CommandHandlers handlers =
        new CommandHandlers(
            submitHandler::imagine,
            submitHandler::reword,
            (command, request) ->
                request.said(mods.handler.handle(request.who(), command, request.origin())));
    submitHandler.addTo(handlers);
    new RetryCommand(
            submitHandler,
            new JobRetry(core.queue, core.images, modelRules, core.time),
            core.cards,
            mods.moderators)
        .addTo(handlers);
    new Surprises(
            submitHandler,
            completion,
            core.instance.models(),
            rules.proposals(),
            core.recent,
            core.cards)
        .addTo(handlers);
    jobCommands().addTo(handlers);
    personHandler().addTo(handlers);
    new Answers(core.instance, rules, core.overview, core.book, mods.handler, core.messages)
        .addTo(handlers);
    return handlers;
  }

  private ImagineCompletion completion() {
    InstanceRules instance = core.instance;
    return new ImagineCompletion(core.book, instance.models(), instance.styles(), modelRules);
  }

  private SubmitHandler submitHandler(ImagineCompletion completion) {
    JobFactory jobFactory =
        new JobFactory(
            core.queue, core.images, modelRules, core.instance.styles(), core.messages, core.time);
    JobSubmitter jobSubmitter =
        new JobSubmitter(
            core.admission,
            core.recent,
            core.queue,
            core.images,
            core.outbox,
            core.lanes,
            core.names);
    return new SubmitHandler(
        completion, jobFactory, jobSubmitter, core.cards, core.refusals, core.secret, core.gallery);
  }

  private JobCommands jobCommands() {
    Deletion deletion =
        new Deletion(core.cards, core.queue, erasure, mods.moderators, mods.handler, core.messages);
    return new JobCommands(
        core.gallery,
        new Cancellation(core.queue, core.recent, core.instance.models(), core.messages),
        core.watch,
        deletion,
        new Reporting(core.cards, core.reports, core.messages),
        core.messages);
  }

  private PersonHandler personHandler() {
    PersonalData data =
        new PersonalData(
            core.overview,
            core.names,
            core.accounts,
            core.ledger,
            core.audit,
            core.instance.retention(),
            core.messages);
    return new PersonHandler(
        data, erasure, core.journal, core.names, core.accounts, core.messages, core.time);
  }
}
