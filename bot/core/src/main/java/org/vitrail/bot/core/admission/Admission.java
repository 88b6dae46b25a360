package org.vitrail.bot.core.admission;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.NotAllowed;
import org.vitrail.bot.core.admission.Verdict.Paused;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooManyPictures;
import org.vitrail.bot.core.admission.Verdict.TooMuch;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.promptfilter.Match;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Grants;
import org.vitrail.bot.quota.InstanceQuotas;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.QuotaSubject;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.Rulebook;

/**
 * Decides whether a job may enter the queue: first whether anything is drawn for this person here,
 * then what is not drawn at all, then the ledger. Knows nothing of the queue itself.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Admission {
  private static final int MAX_RULEBOOKS = 2_000;

  /** Raids come with accounts made for them, and wait for nothing. */
  private static final Duration NEW = Duration.ofDays(1);

  private final CommunityFilters filters;
  private final Ledger ledger;
  private final Accounts accounts;
  private final CommunitySettingsStore book;
  private final InstanceQuotas instance;
  private final List<Rule> fileRules;
  private final Clock clock;
  private final LoadingCache<Pages, Rulebook> rulebooks =
      Caffeine.newBuilder().maximumSize(MAX_RULEBOOKS).build(this::rulebook);

  public Admission(
      CommunityFilters filters,
      Ledger ledger,
      Accounts accounts,
      CommunitySettingsStore book,
      InstanceQuotas instance,
      Clock clock) {
    this.filters = filters;
    this.ledger = ledger;
    this.accounts = accounts;
    this.book = book;
    this.instance = instance;
    this.fileRules = instance.rules();
    this.clock = clock;
  }

  /** Takes a job's share if all agree; a refusal spends nothing. */
  public Verdict admit(AdmissionRequest application) {
    CommunitySettings community = book.page(application.venue().community());
    CommunitySettings everywhere = book.page(Rule.HOUSE);
    Optional<Verdict> paused =
        everywhere
            .pause()
            .<Verdict>map(reason -> new Paused(true, reason))
            .or(() -> community.pause().map(reason -> new Paused(false, reason)));
    if (paused.isPresent()) {
      return paused.get();
    }
    QuotaSubject asking = asking(application);
    Rulebook rules = rules(application.venue().community());
    Instant now = clock.instant();
    Decision access = rules.decide(Limit.ACCESS, asking, now);
    if (access.amount() == 0) {
      return new NotAllowed(access.rule().orElseThrow());
    }
    Decision request = rules.decide(Limit.REQUEST, asking, now);
    AdmissionRequest.Pictures pictures = application.pictures();
    if (pictures.asked() > request.amount()) {
      return new TooManyPictures(request, pictures.asked());
    }
    Decision iterations = rules.decide(Limit.ITERATIONS, asking, now);
    if (pictures.iterations() > iterations.amount()) {
      return new TooMuch(iterations, pictures.iterations());
    }
    Decision size = rules.decide(Limit.SIZE, asking, now);
    if (pictures.side() > size.amount()) {
      return new TooMuch(size, pictures.side());
    }
    Optional<Match> blocked =
        filters.at(community).find(application.prompt(), application.who().locale());
    if (blocked.isPresent()) {
      return new Blocked(blocked.get().named());
    }
    Verdict verdict =
        ledger.take(
            application.who().key(),
            asking,
            application.jobId(),
            pictures.counted(),
            grants(rules, asking, now));
    if (verdict instanceof QuotaSpent spent && pictures.counted() > pictures.asked()) {
      return spent.forLarge(pictures.asked());
    }
    return verdict instanceof QueueFull full && application.speed().isPresent()
        ? new QueueFull(full.depth(), full.limit(), wait(application.speed().getAsDouble()))
        : verdict;
  }

  /** How many iterations whoever asks may take in one request. */
  public long mostIterations(AdmissionRequest application) {
    return rules(application.venue().community())
        .decide(Limit.ITERATIONS, asking(application), clock.instant())
        .amount();
  }

  /** How many shares of the queue whoever asks has, at least 1. */
  public int shares(AdmissionRequest application) {
    return instance.shares(
        rules(application.venue().community())
            .decide(Limit.SHARE, asking(application), clock.instant()));
  }

  /** The most shares of the queue that can be granted. */
  public int shareCeiling() {
    return instance.shareCeiling();
  }

  /**
   * Whether an admitted job waits behind others: one of an account that came lately, while the
   * community, or the whole instance, is in raid mode.
   *
   * @param firstSeen when the account asked for the first time
   */
  public boolean waitsBehind(String community, Instant firstSeen, Instant now) {
    boolean isRaided = book.page(community).isRaided(now) || book.page(Rule.HOUSE).isRaided(now);
    return isRaided && now.isBefore(firstSeen.plus(NEW));
  }

  /** Whether an admitted job still holds its share: one that comes too late has lost it. */
  public boolean holds(String jobId) {
    return ledger.find(jobId).isPresent();
  }

  /** Gives back what an admitted job took that cannot be queued. */
  public void takeBack(String jobId) {
    ledger.settle(jobId, Ledger.Settlement.FAILED);
  }

  /** All rules that hold in a community. */
  public Rulebook rules(String community) {
    return rulebooks.get(new Pages(book.page(Rule.HOUSE), book.page(community)));
  }

  /** Pages are the same as long as nobody wrote in them, and with them their rules. */
  private record Pages(CommunitySettings everywhere, CommunitySettings community) {}

  private Rulebook rulebook(Pages pages) {
    List<Rule> all = new ArrayList<>(fileRules);
    all.addAll(pages.everywhere().rules());
    all.addAll(pages.community().rules());
    return new Rulebook(all);
  }

  /** What the rules grant, the instance's ceiling included. */
  public Grants grants(Rulebook rules, QuotaSubject asking, Instant now) {
    List<Decision> windows = new ArrayList<>();
    for (Limit window : List.of(Limit.HOUR, Limit.DAY, Limit.WEEK)) {
      windows.add(rules.decide(window, asking, now));
    }
    instance.ceiling().ifPresent(windows::add);
    return new Grants(
        instance.burst(),
        rules.decide(Limit.MINUTE, asking, now),
        windows,
        rules.decide(Limit.AT_ONCE, asking, now),
        rules.decide(Limit.QUEUE, asking, now),
        instance.queuedJobs());
  }

  private QuotaSubject asking(AdmissionRequest application) {
    Person who = application.who();
    return new QuotaSubject(
        who.key(),
        accounts.of(who.key()),
        who.platform(),
        application.venue().community(),
        application.venue().channel(),
        application.roles());
  }

  /** A place is free when the oldest job is done, the one that runs or is next. */
  private Optional<Duration> wait(double picturesPerSecond) {
    return ledger.open().stream()
        .findFirst()
        .map(oldest -> Duration.ofMillis((long) (1000 * oldest.pictures() / picturesPerSecond)));
  }
}
