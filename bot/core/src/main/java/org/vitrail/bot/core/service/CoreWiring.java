package org.vitrail.bot.core.service;

import java.time.ZoneId;
import java.util.Optional;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.CommunityFilters;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.imagesafety.CommunitySafety;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.imagesafety.SafetyFormatter;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.jobview.JobWatch;
import org.vitrail.bot.core.jobview.Overview;
import org.vitrail.bot.core.jobview.Removals;
import org.vitrail.bot.core.journal.Notices;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.SentStickers;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.reports.Reports;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.InstanceQuotas;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.spool.Spool;
import redis.clients.jedis.UnifiedJedis;

/**
 * The stages behind a {@link BotService}'s door, from the stores in Redis upwards; what carries out
 * commands with them is in {@link CommandWiring} and {@link ModWiring}.
 */
final class CoreWiring {
  final UnifiedJedis redis;
  final JobQueue queue;
  final ImageStore images;
  final InstanceRules instance;
  final Messages messages;
  final TimeSource time;

  /** In which days begin, and times are meant where a community chose no other. */
  final ZoneId zone;

  final Calendar calendar;
  final InstanceSecret secret;

  /** Empty where requests are not kept while Redis is away. */
  final Optional<RequestJournal> journal;

  final Notices notices;
  final CommunitySettingsStore book;
  final AuditLog audit;
  final Reports reports;
  final Names names;
  final RecentJobs recent;
  final Outbox outbox;
  final SentStickers sentStickers;
  final Accounts accounts;
  final Ledger ledger;
  final CommunityFilters filters;
  final Admission admission;
  final Refusals refusals;
  final Lanes lanes;
  final Cards cards;
  final JobWatch watch;
  final Overview overview;
  final Removals removals = new Removals();
  final SafetyFormatter safetyWords;
  final PictureGate gate;
  final Gallery gallery;

  /** Puts them together, and begins to watch jobs; Redis may still be away. */
  CoreWiring(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      InstanceRules instance,
      Messages messages,
      TimeSource time,
      Optional<Spool> spool) {
    this.redis = redis;
    this.queue = queue;
    this.images = images;
    this.instance = instance;
    this.messages = messages;
    this.time = time;
    zone = instance.quotas().zone();
    calendar = new Calendar(zone);

    notices = new Notices(redis);
    journal = spool.map(it -> new RequestJournal(it, redis, notices));
    secret = new InstanceSecret(redis);
    sentStickers = new SentStickers(redis);
    book = new CommunitySettingsStore(redis, time);
    audit = new AuditLog(redis);
    reports = new Reports(redis, time, instance.retention().pictures());
    names = new Names(redis, time);
    recent = RecentJobs.of(redis, queue, instance.retention().history());
    outbox = Outbox.of(redis, time, queue, instance.retention().history());

    accounts = new Accounts(redis, time, calendar);
    ledger = new Ledger(redis, time, calendar, accounts);
    filters = new CommunityFilters(instance.blocklist(), book, messages);
    admission = admission();
    refusals = new Refusals(messages, new DurationFormatter(messages), zone, time);

    lanes = new Lanes(queue, time::nanoTime);
    cards = new Cards(queue, lanes, instance.models(), messages, time);
    watch = new JobWatch(redis, cards, ledger, this::endSeen, time);
    overview = new Overview(queue, lanes, cards, recent, instance.models(), messages);

    safetyWords = new SafetyFormatter(instance.safety().concepts(), messages);
    gate = gate();
    gallery = new Gallery(gate, safetyWords, cards);
  }

  private void endSeen(JobCard card) {
    queue.endSeen(card.id());
    images.endSeen(card.id(), card.request().imageCount());
  }

  private Admission admission() {
    InstanceQuotas quotas = new InstanceQuotas(instance.quotas(), instance.limits());
    return new Admission(filters, ledger, accounts, book, quotas, time);
  }

  private PictureGate gate() {
    CommunitySafety safety =
        new CommunitySafety(book, instance.safety().concepts(), instance.safety().level(), time);
    return new PictureGate(images, safety, instance.models());
  }
}
