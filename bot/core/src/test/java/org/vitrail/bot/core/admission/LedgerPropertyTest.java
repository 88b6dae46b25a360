package org.vitrail.bot.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Grants;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.QuotaSubject;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Long random lives of one account, with clocks that step and days that are not 24 hours long. */
@Tag("slow")
class LedgerPropertyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final int STEPS = 800;
  private static final int DAILY = 40;
  private static final int HOURLY = 12;

  private final HandMovedClock clock = new HandMovedClock();

  /** Berlin's days of 23 and 25 hours, one that Samoa left out, half an hour of Lord Howe. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-28T00:00:00Z, 1",
    "Europe/Berlin, 2026-10-24T00:00:00Z, 2",
    "Pacific/Apia, 2011-12-29T00:00:00Z, 3",
    "Australia/Lord_Howe, 2026-04-04T00:00:00Z, 4",
    "UTC, 2026-12-31T00:00:00Z, 5"
  })
  void no_window_ever_gives_more_than_its_quota_and_no_refund_more_than_was_taken(
      String zone, Instant start, long seed) {
    Random random = new Random(seed);
    Calendar calendar = new Calendar(ZoneId.of(zone));
    Accounts accounts = new Accounts(REDIS.client(), clock, calendar);
    Ledger ledger = new Ledger(REDIS.client(), clock, calendar, accounts);
    clock.advance(Duration.between(clock.instant(), start));
    Map<String, Integer> kept = new HashMap<>();
    Map<String, List<String>> windows = new HashMap<>();
    Map<String, Integer> pictures = new HashMap<>();
    List<String> open = new ArrayList<>();

    for (int step = 0; step < STEPS; step++) {
      clock.advance(Duration.ofMinutes(random.nextInt(90) - 20));
      if (random.nextInt(3) > 0) {
        String job = "job" + step;
        int count = 1 + random.nextInt(9);
        if (ledger.take("web:anna", asking(), job, count, grants()) instanceof Admitted) {
          List<String> in =
              List.of(
                  calendar.window(Limit.HOUR, clock.instant()),
                  calendar.window(Limit.DAY, clock.instant()));
          windows.put(job, in);
          pictures.put(job, count);
          in.forEach(window -> kept.merge(window, count, Integer::sum));
          open.add(job);
        }
      } else if (!open.isEmpty()) {
        String job = open.remove(random.nextInt(open.size()));
        Settlement how = Settlement.values()[random.nextInt(Settlement.values().length)];
        assertThat(ledger.settle(job, how)).isTrue();
        assertThat(ledger.settle(job, Settlement.FAILED)).isFalse();
        if (how != Settlement.USED) {
          windows.get(job).forEach(window -> kept.merge(window, -pictures.get(job), Integer::sum));
        }
      }
      long today = ledger.used("web:anna").get(Limit.DAY).getOrDefault("all", 0L);
      assertThat(today)
          .isEqualTo(kept.getOrDefault(calendar.window(Limit.DAY, clock.instant()), 0).longValue());
    }

    assertThat(kept).isNotEmpty();
    kept.forEach(
        (window, count) ->
            assertThat(count).as(window).isBetween(0, window.contains("T") ? HOURLY : DAILY));
  }

  private static QuotaSubject asking() {
    return new QuotaSubject("web:anna", "web:anna", "web", "web", "", Set.of());
  }

  private static Grants grants() {
    Decision none = TestLedger.decision(Limit.MINUTE, 0);
    return new Grants(
        1,
        none,
        List.of(TestLedger.decision(Limit.HOUR, HOURLY), TestLedger.decision(Limit.DAY, DAILY)),
        TestLedger.decision(Limit.AT_ONCE, 10_000),
        TestLedger.decision(Limit.QUEUE, 0),
        10_000);
  }
}
