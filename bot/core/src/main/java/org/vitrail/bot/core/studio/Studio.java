package org.vitrail.bot.core.studio;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.HouseSecret;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.HouseQuotas;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.PlaceFilters;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.CommandParser;
import org.vitrail.bot.core.command.CommandRules;
import org.vitrail.bot.core.command.Completion;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.courier.Courier;
import org.vitrail.bot.core.courier.Messenger;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.NoticeMaker;
import org.vitrail.bot.core.courier.Pacer;
import org.vitrail.bot.core.delivery.Cards;
import org.vitrail.bot.core.delivery.JobWatch;
import org.vitrail.bot.core.delivery.Overview;
import org.vitrail.bot.core.moderator.ModeratorDesk;
import org.vitrail.bot.core.moderator.ModeratorDesks;
import org.vitrail.bot.core.moderator.Oversight;
import org.vitrail.bot.core.operator.OperatorDoor;
import org.vitrail.bot.core.outbox.Inbox;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.picture.PictureFile;
import org.vitrail.bot.core.place.AuditLog;
import org.vitrail.bot.core.place.Names;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
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
import redis.clients.jedis.exceptions.JedisException;

/**
 * The one door for every adapter: a person's command goes in, a reply and later cards come out. It
 * sends each command to the stage that carries it out and knows nothing of how. Safe for several
 * threads.
 */
public final class Studio implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Studio.class);

  private final UnifiedJedis redis;
  private final CommandParser parser;
  private final Clerk clerk;
  private final Cards cards;
  private final Overview overview;
  private final JobWatch watch;
  private final Refusals refusals;
  private final Gallery gallery;
  private final Outbox outbox;
  private final NoticeMaker notices;
  private final ButtonSigner buttons;
  private final PlaceBook book;
  private final Names names;
  private final ModeratorDesk moderators;
  private final Oversight oversight;
  private final OperatorDoor operator;
  private final HouseSecret secret;
  private final Clock clock;

  /**
   * Opens the studio and begins to watch its jobs; Redis may still be away.
   *
   * @param redis shared with the queue; closed by whoever opened it
   * @param clock of rate, quota and submission
   */
  public Studio(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      HouseRules house,
      Messages messages,
      Clock clock) {
    this.redis = redis;
    this.clock = clock;

    ModelMenu models = house.models();
    CommandRules rules =
        new CommandRules(
            house.limits().promptCharacters(),
            house.limits().imagesPerJob(),
            models,
            house.styles(),
            messages);
    parser = new CommandParser(rules, models, house.styles(), messages);

    ZoneId zone = house.quotas().zone();
    Calendar calendar = new Calendar(zone);
    Accounts accounts = new Accounts(redis, clock, calendar);
    Ledger ledger = new Ledger(redis, clock, calendar, accounts);
    book = new PlaceBook(redis, clock);
    names = new Names(redis);
    PlaceFilters filters = new PlaceFilters(house.blocklist(), book, messages);
    Admission admission =
        new Admission(
            filters,
            ledger,
            accounts,
            book,
            new HouseQuotas(house.quotas(), house.limits()),
            clock);
    refusals = new Refusals(messages, new Wording(messages), zone, clock);

    Lanes lanes = new Lanes(queue);
    RecentJobs recent = new RecentJobs(redis, house.retention());
    outbox = new Outbox(redis, clock, house.retention());
    cards = new Cards(queue, lanes, messages);
    watch = new JobWatch(redis, cards, ledger, clock);
    secret = new HouseSecret(redis);
    buttons = new ButtonSigner(secret);

    overview = new Overview(queue, lanes, cards, recent, models, messages);
    SafetyWords words = new SafetyWords(house.safety().concepts(), messages);
    PictureGate gate =
        new PictureGate(
            images,
            new PlaceSafety(book, house.safety().level(), clock),
            house.safety().concepts(),
            models);
    gallery = new Gallery(images, gate, words, cards, recent, messages);
    notices = new NoticeMaker(messages, gate, words);
    AuditLog audit = new AuditLog(redis);
    Reports reports = new Reports(redis, clock, house.retention());
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
            queue,
            models,
            house.styles(),
            messages,
            zone,
            clock);
    moderators = desks.open();
    oversight = desks.oversight();
    operator = new OperatorDoor(redis);
    clerk =
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
  }

  /** Parses what a person typed on the page and handles it. Never throws. */
  public Reply handle(Person who, String text) {
    return handle(who, text, Optional.empty());
  }

  /** Parses what a person typed in a chat and handles it. Never throws. */
  public Reply handle(Person who, String text, Optional<Origin> origin) {
    return handle(who, text, Optional.empty(), origin);
  }

  /**
   * Parses what a person typed in a chat and handles it. Never throws.
   *
   * @param picture to begin from; fetched only when new pictures are asked for
   * @param origin where its job's message belongs; a request that arrives twice makes one job
   */
  public Reply handle(
      Person who, String text, Optional<PictureFile> picture, Optional<Origin> origin) {
    return clerk.handle(who, text, picture, origin);
  }

  /**
   * Handles a command that an adapter built from a click or a platform's own options. Never throws.
   */
  public Reply handle(Person who, Command command) {
    return handle(who, command, Optional.empty());
  }

  /**
   * Handles a command that an adapter built, from a chat. Never throws.
   *
   * @param origin as above
   */
  public Reply handle(Person who, Command command, Optional<Origin> origin) {
    return clerk.handle(who, command, origin);
  }

  /** What a typed text means, for adapters that add to it before it is handled. */
  public Parsed parse(Person who, String text) {
    return parser.parse(text, who.locale());
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
   * The job as it stands this very moment, for those who cannot wait until {@link #card} has heard
   * of a change.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> cardNow(String jobId) {
    return reading("", () -> cards.reread(jobId));
  }

  /**
   * A person's jobs, newest first.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<JobCard> recent(Person who, int limit) {
    return reading(who.locale(), () -> overview.recent(who, limit));
  }

  /** The pictures of jobs, and their end. */
  public Gallery gallery() {
    return gallery;
  }

  /**
   * A text of 43 letters, digits, {@code -} and {@code _} that all adapters of this house know and
   * nobody else.
   *
   * @param purpose each has its own
   * @throws JedisException when Redis does not answer
   */
  public String sharedSecret(String purpose) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret.mac(purpose, purpose));
  }

  /**
   * Remembers what somebody is called.
   *
   * @param handle the unique name by which people of the platform address them, without its @;
   *     empty where there is none
   */
  public void remember(Person who, String handle) {
    try {
      names.remember(who);
      if (!handle.isEmpty()) {
        names.remember(who, handle);
      }
    } catch (JedisException e) {
      LOG.debug("The name of {} is not kept now: {}", who.key(), e.getMessage());
    }
  }

  /** What is going on at all places, for the operator. */
  public Oversight oversight() {
    return oversight;
  }

  /** Lets the operator in. */
  public OperatorDoor operator() {
    return operator;
  }

  /** Buttons as ids, and ids as buttons. */
  public ButtonSigner buttons() {
    return buttons;
  }

  /**
   * What a finished job's message shows in its person's own language.
   *
   * @param place where it is shown, which may be another one than where it was asked for
   * @throws QueueUnreachable when Redis does not answer
   */
  public Notice notice(JobCard card, Messenger messenger, String place) {
    return reading(card.who().locale(), () -> notices.at(place, card, messenger.extraButtons()));
  }

  /** Keeps the messages of a platform's jobs up to date until it is closed. */
  public Courier courier(Messenger messenger, Pacer pacer) {
    return new Courier(messenger, outbox, cards, watch, notices, pacer, clock);
  }

  /** What a platform sent and nobody has dealt with. */
  public Inbox inbox(String platform) {
    return new Inbox(redis, platform);
  }

  /**
   * The language for a person at a place: what the place chose, else the person's own. While Redis
   * is away it is the person's own.
   */
  public String language(String place, String own) {
    try {
      return book.page(place).setting(PlaceSetting.LANGUAGE).orElse(own);
    } catch (JedisException e) {
      LOG.debug("The language of {} is not known now: {}", place, e.getMessage());
      return own;
    }
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

  private <T> T reading(String locale, Supplier<T> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      throw new QueueUnreachable(refusals.text(new Unreachable(), locale), e);
    }
  }
}
