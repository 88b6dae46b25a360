package org.vitrail.deploy.standalone;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.AdmissionRequest;
import org.vitrail.bot.core.admission.CommunityFilters;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.promptfilter.TextFilter;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.InstanceQuotas;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.RuleField;
import org.vitrail.bot.quota.Subject;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.Messages;
import org.vitrail.config.QuotaSettings;
import org.vitrail.inference.protocol.Venue;
import redis.clients.jedis.UnifiedJedis;

/**
 * How long decisions take at a steady rate: three adapters, many people in communities with rules
 * of their own, each admitted job settled afterwards. Time counts from the moment at which a
 * decision was due, so that one slow decision shows in all that wait behind it.
 */
final class AdmissionBenchmark {
  private static final int ADAPTERS = 3;
  private static final int THREADS = 24;
  private static final int PEOPLE = 5_000;
  private static final int PLACES = 50;
  private static final int RULES_A_PLACE = 10;

  private final List<Admission> adapters = new ArrayList<>();
  private final Ledger ledger;

  /**
   * @param file the blocklist that each prompt is read against
   */
  AdmissionBenchmark(UnifiedJedis redis, TextFilter file, Messages messages) {
    TimeSource clock = TimeSource.system();
    Calendar calendar = new Calendar(ZoneOffset.UTC);
    QuotaSettings quotas =
        new QuotaSettings(
            new QuotaSettings.Rate(1000, 6000),
            new QuotaSettings.Pictures(0, 300, 0, 2000),
            new QuotaSettings.Platforms(0, 0, 0),
            new QuotaSettings.Shares(4),
            "UTC");
    InstanceQuotas instance =
        new InstanceQuotas(
            quotas, new LimitSettings(1000, 9, 100_000, 100_000, Duration.ofHours(12)));
    ledger = new Ledger(redis, clock, calendar, new Accounts(redis, clock, calendar));
    for (int i = 0; i < ADAPTERS; i++) {
      CommunitySettingsStore book = new CommunitySettingsStore(redis, clock);
      adapters.add(
          new Admission(
              new CommunityFilters(() -> file, book, messages),
              ledger,
              new Accounts(redis, clock, calendar),
              book,
              instance,
              clock));
    }
    writeRules(new CommunitySettingsStore(redis, clock));
  }

  private static void writeRules(CommunitySettingsStore book) {
    for (int place = 0; place < PLACES; place++) {
      for (int i = 0; i < RULES_A_PLACE; i++) {
        Rule rule =
            new Rule(
                place(place),
                new Subject(Subject.Kind.ROLE, "r" + i),
                Limit.DAY,
                new Amount.Exactly(100 + i),
                Optional.empty(),
                "bench",
                "");
        book.apply(
            new Act(place(place), "bench", "/quota set", "", "")
                .with(RuleField.name(rule), Optional.of(RuleField.value(rule))));
      }
    }
  }

  /**
   * @param admitted how many of the decisions let a job in
   * @param millis of every decision, sorted
   */
  record Result(int admitted, double[] millis) {
    double quantile(double share) {
      return millis[(int) Math.min(millis.length - 1, Math.floor(millis.length * share))];
    }
  }

  /** Takes decisions at a steady rate, in all {@code count}. */
  Result run(int perSecond, int count) throws InterruptedException {
    double[] millis = new double[count];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger admitted = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    long start = System.nanoTime();
    for (int thread = 0; thread < THREADS; thread++) {
      pool.execute(
          () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              long due = start + TimeUnit.SECONDS.toNanos(1) * i / perSecond;
              long early = due - System.nanoTime();
              if (early > 0) {
                LockSupport.parkNanos(early);
              }
              AdmissionRequest application = application(i);
              boolean isIn = adapters.get(i % ADAPTERS).admit(application) instanceof Admitted;
              millis[i] = (System.nanoTime() - due) / 1e6;
              if (isIn) {
                admitted.incrementAndGet();
                ledger.settle(application.jobId(), Ledger.Settlement.USED);
              }
            }
          });
    }
    pool.shutdown();
    pool.awaitTermination(10, TimeUnit.MINUTES);
    Arrays.sort(millis);
    return new Result(admitted.get(), millis);
  }

  private static AdmissionRequest application(int i) {
    Person who = new Person("discord", Integer.toString(i * 7 % PEOPLE), "", "en");
    return new AdmissionRequest(
        who,
        new Venue(place(i % PLACES), "c" + i % 5),
        Set.of("r" + i % RULES_A_PLACE, "x"),
        "bench" + i,
        "a red apple on a blue background, number " + i,
        AdmissionRequest.Pictures.squares(1),
        OptionalDouble.empty());
  }

  private static String place(int number) {
    return "discord:" + number;
  }
}
