package org.vitrail.bot.core.service;

import java.time.Clock;
import java.time.ZoneId;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.CommunityFilters;
import org.vitrail.bot.core.admission.InstanceQuotas;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.command.CommandParser;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.community.Names;
import org.vitrail.bot.core.community.Reports;
import org.vitrail.bot.core.imagesafety.CommunitySafety;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.imagesafety.SafetyFormatter;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.jobview.Overview;
import org.vitrail.bot.core.jobview.Removals;
import org.vitrail.bot.core.messaging.JobMessageMaker;
import org.vitrail.bot.core.modcommands.ModCommandHandler;
import org.vitrail.bot.core.modcommands.ModWiring;
import org.vitrail.bot.core.modcommands.ModerationQueries;
import org.vitrail.bot.core.operator.OperatorLogin;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.bot.core.queue.JobFactory;
import org.vitrail.bot.core.queue.JobSubmitter;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.bot.core.queue.Newcomers;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import redis.clients.jedis.UnifiedJedis;

/** The stages behind a {@link BotService}'s door, and their wiring. */
record CoreWiring(
    CommandParser parser,
    CommandDispatcher dispatcher,
    Cards cards,
    Overview overview,
    JobWatch watch,
    Removals removals,
    Refusals refusals,
    Gallery gallery,
    Outbox outbox,
    JobMessageMaker jobMessages,
    ButtonSigner buttons,
    InstanceSecret secret,
    CommunitySettingsStore book,
    Names names,
    ModCommandHandler moderators,
    ModerationQueries moderationQueries,
    OperatorLogin operator) {
  /** Furnishes them, and begins to watch the jobs; Redis may still be away. */
  static CoreWiring open(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      InstanceRules instance,
      Messages messages,
      Clock clock) {
    ModelMenu models = instance.models();
    CommandRules rules =
        new CommandRules(
            instance.limits().promptCharacters(),
            instance.limits().imagesPerJob(),
            models,
            instance.styles(),
            messages);
    CommandParser parser = new CommandParser(rules, models, instance.styles(), messages);

    ZoneId zone = instance.quotas().zone();
    Calendar calendar = new Calendar(zone);
    Accounts accounts = new Accounts(redis, clock, calendar);
    Ledger ledger = new Ledger(redis, clock, calendar, accounts);
    CommunitySettingsStore book = new CommunitySettingsStore(redis, clock);
    Names names = new Names(redis);
    CommunityFilters filters = new CommunityFilters(instance.blocklist(), book, messages);
    Admission admission =
        new Admission(
            filters,
            ledger,
            accounts,
            book,
            new InstanceQuotas(instance.quotas(), instance.limits()),
            clock);
    Refusals refusals = new Refusals(messages, new DurationFormatter(messages), zone, clock);

    Lanes lanes = new Lanes(queue);
    RecentJobs recent = new RecentJobs(redis, instance.retention().history());
    Outbox outbox = new Outbox(redis, clock, instance.retention().history());
    Cards cards = new Cards(queue, lanes, messages);
    JobWatch watch = new JobWatch(redis, cards, ledger, clock);
    InstanceSecret secret = new InstanceSecret(redis);

    Overview overview = new Overview(queue, lanes, cards, recent, models, messages);
    SafetyFormatter words = new SafetyFormatter(instance.safety().concepts(), messages);
    PictureGate gate =
        new PictureGate(
            images,
            new CommunitySafety(
                book, instance.safety().concepts(), instance.safety().level(), clock),
            models);
    Removals removals = new Removals();
    Gallery gallery = new Gallery(images, gate, words, cards, recent, removals, messages);
    AuditLog audit = new AuditLog(redis);
    Reports reports = new Reports(redis, clock, instance.retention().pictures());
    ModWiring desks =
        new ModWiring(
            book,
            audit,
            reports,
            names,
            admission,
            ledger,
            accounts,
            filters,
            cards,
            gate,
            queue,
            models,
            instance.styles(),
            messages,
            zone,
            clock);
    ModCommandHandler moderators = desks.open();
    SubmitHandler submitHandler =
        new SubmitHandler(
            new JobFactory(queue, images, models, instance.styles(), messages, clock),
            new JobSubmitter(
                admission, recent, queue, images, outbox, lanes, new Newcomers(book), names),
            cards,
            watch,
            refusals,
            secret,
            gallery,
            new InitImages(messages),
            new CommunityDefaults(book, models, instance.styles()));
    CommandHandlers handlers =
        new CommandHandlers(
            submitHandler::imagine,
            submitHandler::reword,
            (command, request) ->
                request.said(moderators.handle(request.who(), command, request.origin())));
    submitHandler.addTo(handlers);
    new JobCommands(
            gallery,
            new Cancellation(queue, recent, messages),
            watch,
            new Deletion(cards, queue, gallery, outbox, moderators, messages),
            new Reporting(cards, reports, messages))
        .addTo(handlers);
    new Answers(instance, rules, overview, book, moderators, messages).addTo(handlers);
    new Linking(accounts, messages).addTo(handlers);
    new Privacy(
            overview,
            recent,
            queue,
            gallery,
            outbox,
            names,
            accounts,
            ledger,
            audit,
            messages,
            instance.retention(),
            clock)
        .addTo(handlers);
    CommandDispatcher dispatcher =
        new CommandDispatcher(rules, handlers, cards, refusals, messages, clock);

    return new CoreWiring(
        parser,
        dispatcher,
        cards,
        overview,
        watch,
        removals,
        refusals,
        gallery,
        outbox,
        new JobMessageMaker(messages, gate, words),
        new ButtonSigner(secret),
        secret,
        book,
        names,
        moderators,
        desks.moderationQueries(),
        new OperatorLogin(redis));
  }
}
