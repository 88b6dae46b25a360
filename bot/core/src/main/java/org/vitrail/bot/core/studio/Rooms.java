package org.vitrail.bot.core.studio;

import java.time.Clock;
import java.time.ZoneId;
import org.vitrail.bot.core.HouseSecret;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.HouseQuotas;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.PlaceFilters;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.command.CommandParser;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.courier.NoticeMaker;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.delivery.JobWatch;
import org.vitrail.bot.core.delivery.Overview;
import org.vitrail.bot.core.delivery.Removals;
import org.vitrail.bot.core.moderator.ModeratorDesk;
import org.vitrail.bot.core.moderator.ModeratorDesks;
import org.vitrail.bot.core.moderator.Oversight;
import org.vitrail.bot.core.operator.OperatorDoor;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.place.AuditLog;
import org.vitrail.bot.core.place.Names;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.Reports;
import org.vitrail.bot.core.queue.Cancellation;
import org.vitrail.bot.core.queue.Intake;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.bot.core.queue.Newcomers;
import org.vitrail.bot.core.queue.OrderMaker;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.safety.PictureGate;
import org.vitrail.bot.core.safety.PlaceSafety;
import org.vitrail.bot.core.safety.SafetyWords;
import org.vitrail.bot.core.wording.Wording;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import redis.clients.jedis.UnifiedJedis;

/** The stages behind a {@link Studio}'s door, and their wiring. */
record Rooms(
    CommandParser parser,
    Clerk clerk,
    Cards cards,
    Overview overview,
    JobWatch watch,
    Removals removals,
    Refusals refusals,
    Gallery gallery,
    Outbox outbox,
    NoticeMaker notices,
    ButtonSigner buttons,
    HouseSecret secret,
    PlaceBook book,
    Names names,
    ModeratorDesk moderators,
    Oversight oversight,
    OperatorDoor operator) {
  /** Furnishes them, and begins to watch the jobs; Redis may still be away. */
  static Rooms open(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      HouseRules house,
      Messages messages,
      Clock clock) {
    ModelMenu models = house.models();
    CommandRules rules =
        new CommandRules(
            house.limits().promptCharacters(),
            house.limits().imagesPerJob(),
            models,
            house.styles(),
            messages);
    CommandParser parser = new CommandParser(rules, models, house.styles(), messages);

    ZoneId zone = house.quotas().zone();
    Calendar calendar = new Calendar(zone);
    Accounts accounts = new Accounts(redis, clock, calendar);
    Ledger ledger = new Ledger(redis, clock, calendar, accounts);
    PlaceBook book = new PlaceBook(redis, clock);
    Names names = new Names(redis);
    PlaceFilters filters = new PlaceFilters(house.blocklist(), book, messages);
    Admission admission =
        new Admission(
            filters,
            ledger,
            accounts,
            book,
            new HouseQuotas(house.quotas(), house.limits()),
            clock);
    Refusals refusals = new Refusals(messages, new Wording(messages), zone, clock);

    Lanes lanes = new Lanes(queue);
    RecentJobs recent = new RecentJobs(redis, house.retention().history());
    Outbox outbox = new Outbox(redis, clock, house.retention().history());
    Cards cards = new Cards(queue, lanes, messages);
    JobWatch watch = new JobWatch(redis, cards, ledger, clock);
    HouseSecret secret = new HouseSecret(redis);

    Overview overview = new Overview(queue, lanes, cards, recent, models, messages);
    SafetyWords words = new SafetyWords(house.safety().concepts(), messages);
    PictureGate gate =
        new PictureGate(
            images,
            new PlaceSafety(book, house.safety().concepts(), house.safety().level(), clock),
            models);
    Removals removals = new Removals();
    Gallery gallery = new Gallery(images, gate, words, cards, recent, removals, messages);
    AuditLog audit = new AuditLog(redis);
    Reports reports = new Reports(redis, clock, house.retention().pictures());
    ModeratorDesks desks =
        new ModeratorDesks(
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
            house.styles(),
            messages,
            zone,
            clock);
    ModeratorDesk moderators = desks.open();
    Clerk clerk =
        new Clerk(
            rules,
            parser,
            new Desk(
                new OrderMaker(queue, images, models, house.styles(), messages, clock),
                new Intake(
                    admission, recent, queue, images, outbox, lanes, new Newcomers(book), names),
                cards,
                watch,
                refusals,
                secret,
                gallery),
            new Answers(house, rules, overview, book, moderators, messages),
            new Cancellation(queue, recent, messages),
            gallery,
            new Taste(book, models, house.styles()),
            moderators,
            new Deletion(cards, queue, gallery, outbox, moderators, messages),
            new Linking(accounts, messages),
            new Reporting(cards, reports, messages),
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
                house.retention(),
                clock),
            watch,
            refusals,
            messages,
            clock);

    return new Rooms(
        parser,
        clerk,
        cards,
        overview,
        watch,
        removals,
        refusals,
        gallery,
        outbox,
        new NoticeMaker(messages, gate, words),
        new ButtonSigner(secret),
        secret,
        book,
        names,
        moderators,
        desks.oversight(),
        new OperatorDoor(redis));
  }
}
