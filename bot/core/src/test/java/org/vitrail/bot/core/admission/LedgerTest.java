package org.vitrail.bot.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.quota.DailyQuota;
import org.vitrail.bot.core.admission.rate.RateLimit;
import org.vitrail.inference.protocol.RedisServerExtension;

class LedgerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final RateLimit NO_RATE = new RateLimit(1, 0);
  private static final DailyQuota NO_QUOTA = new DailyQuota(0);
  private static final QueueLimits NO_LIMITS = new QueueLimits(100_000, 100_000);
  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

  private final HandMovedClock clock = new HandMovedClock();
  private int jobs;

  @Test
  void a_bucket_gives_its_burst_and_then_one_job_per_interval() {
    Ledger ledger = ledger(new RateLimit(3, 10), NO_QUOTA, NO_LIMITS);

    assertThat(take(ledger, 3)).containsOnly(new Admitted());
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofSeconds(6)));
    clock.advance(Duration.ofMillis(5_999));
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofMillis(1)));
    clock.advance(Duration.ofMillis(1));
    assertThat(take(ledger)).isEqualTo(new Admitted());
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofSeconds(6)));
  }

  @Test
  void a_rest_fills_the_bucket_to_its_burst_and_no_further() {
    Ledger ledger = ledger(new RateLimit(3, 10), NO_QUOTA, NO_LIMITS);
    take(ledger, 3);

    clock.advance(Duration.ofHours(5));

    assertThat(take(ledger, 3)).containsOnly(new Admitted());
    assertThat(take(ledger)).isInstanceOf(TooFast.class);
  }

  @Test
  void a_clock_that_steps_back_does_not_empty_the_bucket_for_good() {
    Ledger ledger = ledger(new RateLimit(1, 60), NO_QUOTA, NO_LIMITS);
    take(ledger);

    clock.advance(Duration.ofSeconds(-5));
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofSeconds(6)));
    clock.advance(Duration.ofSeconds(6));

    assertThat(take(ledger)).isEqualTo(new Admitted());
  }

  @Test
  void people_have_buckets_and_quotas_of_their_own() {
    Ledger ledger = ledger(new RateLimit(1, 1), new DailyQuota(1), NO_LIMITS);

    assertThat(ledger.take("web:anna", "a", 1)).isEqualTo(new Admitted());
    assertThat(ledger.take("web:ben", "b", 1)).isEqualTo(new Admitted());
    assertThat(ledger.take("discord:anna", "c", 1)).isEqualTo(new Admitted());
  }

  @Test
  void a_quota_starts_afresh_at_midnight_utc() {
    Ledger ledger = ledger(NO_RATE, new DailyQuota(10), NO_LIMITS);
    ledger.take("web:anna", "first", 9);

    assertThat(ledger.take("web:anna", "second", 2)).isEqualTo(new QuotaSpent(10, 9, 2, MIDNIGHT));
    clock.advance(Duration.between(clock.instant(), MIDNIGHT).minusMillis(1));
    assertThat(ledger.take("web:anna", "second", 2)).isInstanceOf(QuotaSpent.class);
    clock.advance(Duration.ofMillis(1));

    assertThat(ledger.take("web:anna", "second", 2)).isEqualTo(new Admitted());
  }

  @Test
  void parallel_requests_take_exactly_what_is_left() throws Exception {
    Ledger ledger = ledger(NO_RATE, new DailyQuota(100), NO_LIMITS);
    ledger.take("web:anna", "before", 63);
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Future<Verdict>> answers =
          IntStream.range(0, 200)
              .mapToObj(i -> pool.submit(() -> ledger.take("web:anna", "job-" + i, 1)))
              .toList();
      int admitted = 0;
      for (Future<Verdict> answer : answers) {
        admitted += answer.get() instanceof Admitted ? 1 : 0;
      }

      assertThat(admitted).isEqualTo(37);
      assertThat(ledger.open()).hasSize(38);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void a_refusal_by_quota_spends_no_rate() {
    Ledger ledger = ledger(new RateLimit(2, 1), new DailyQuota(5), NO_LIMITS);
    for (int i = 0; i < 10; i++) {
      assertThat(ledger.take("web:anna", "big-" + i, 6)).isInstanceOf(QuotaSpent.class);
    }

    assertThat(take(ledger, 2)).containsOnly(new Admitted());
  }

  @Test
  void a_refusal_by_rate_or_queue_spends_no_quota() {
    Ledger ledger = ledger(new RateLimit(1, 1), new DailyQuota(5), new QueueLimits(2, 2));
    assertThat(ledger.take("web:anna", "a", 4)).isEqualTo(new Admitted());
    assertThat(take(ledger, 3)).containsOnly(new TooFast(Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(1));
    assertThat(ledger.take("web:ben", "b", 1)).isEqualTo(new Admitted());
    assertThat(ledger.take("web:anna", "c", 1)).isEqualTo(new QueueFull(2, 2, Optional.empty()));
    ledger.settle("b", Settlement.USED);

    assertThat(ledger.take("web:anna", "d", 1)).isEqualTo(new Admitted());
    assertThat(ledger.take("web:anna", "e", 1)).isEqualTo(new QuotaSpent(5, 5, 1, MIDNIGHT));
  }

  @Test
  void one_person_cannot_fill_the_queue() {
    Ledger ledger = ledger(NO_RATE, NO_QUOTA, new QueueLimits(3, 2));

    assertThat(take(ledger, 2)).containsOnly(new Admitted());
    assertThat(take(ledger)).isEqualTo(new TooManyWaiting(2));
    assertThat(ledger.take("web:ben", "b", 1)).isEqualTo(new Admitted());
    assertThat(ledger.take("web:cleo", "c", 1)).isEqualTo(new QueueFull(3, 3, Optional.empty()));
    ledger.settle("b", Settlement.USED);
    assertThat(ledger.take("web:cleo", "c", 1)).isEqualTo(new Admitted());
  }

  @Test
  void a_failed_job_is_refunded_once_however_many_adapters_see_it() throws Exception {
    Ledger ledger = ledger(NO_RATE, new DailyQuota(9), NO_LIMITS);
    ledger.take("web:anna", "fails", 5);
    ledger.take("web:anna", "works", 4);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> settled =
          IntStream.range(0, 20)
              .mapToObj(i -> pool.submit(() -> ledger.settle("fails", Settlement.FAILED)))
              .toList();
      int count = 0;
      for (Future<Boolean> one : settled) {
        count += one.get() ? 1 : 0;
      }

      assertThat(count).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
    assertThat(ledger.take("web:anna", "too-much", 6)).isEqualTo(new QuotaSpent(9, 4, 6, MIDNIGHT));
    assertThat(ledger.take("web:anna", "fits", 5)).isEqualTo(new Admitted());
  }

  @Test
  void a_job_that_worked_is_not_refunded() {
    Ledger ledger = ledger(NO_RATE, new DailyQuota(9), NO_LIMITS);
    ledger.take("web:anna", "works", 9);

    assertThat(ledger.settle("works", Settlement.USED)).isTrue();
    assertThat(ledger.settle("works", Settlement.FAILED)).isFalse();
    assertThat(ledger.settle("never-was", Settlement.FAILED)).isFalse();

    assertThat(ledger.take("web:anna", "next", 1)).isEqualTo(new QuotaSpent(9, 9, 1, MIDNIGHT));
  }

  @Test
  void a_refund_goes_to_the_day_it_was_taken_from() {
    Ledger ledger = ledger(NO_RATE, new DailyQuota(9), NO_LIMITS);
    ledger.take("web:anna", "overnight", 9);
    clock.advance(Duration.ofHours(6));
    ledger.take("web:anna", "morning", 9);

    ledger.settle("overnight", Settlement.FAILED);

    assertThat(ledger.take("web:anna", "next", 1)).isInstanceOf(QuotaSpent.class);
  }

  @Test
  void asking_and_cancelling_in_turn_does_not_get_around_the_rate() {
    Ledger ledger = ledger(new RateLimit(2, 1), NO_QUOTA, NO_LIMITS);
    for (int i = 0; i < 2; i++) {
      ledger.take("web:anna", "cancelled-" + i, 1);
      ledger.settle("cancelled-" + i, Settlement.CANCELLED);
    }

    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofMinutes(1)));
  }

  @Test
  void a_failed_job_gives_its_place_in_the_rate_back() {
    Ledger ledger = ledger(new RateLimit(2, 1), NO_QUOTA, NO_LIMITS);
    take(ledger);
    ledger.take("web:anna", "fails", 1);

    ledger.settle("fails", Settlement.FAILED);

    assertThat(take(ledger)).isEqualTo(new Admitted());
    assertThat(take(ledger)).isInstanceOf(TooFast.class);
  }

  @Test
  void taking_again_for_an_open_job_takes_nothing_more() {
    Ledger ledger = ledger(new RateLimit(1, 1), new DailyQuota(9), NO_LIMITS);
    ledger.take("web:anna", "same", 9);

    assertThat(ledger.take("web:anna", "same", 9)).isEqualTo(new Admitted());
    assertThat(ledger.open()).hasSize(1);
  }

  @Test
  void an_open_entry_says_what_was_taken() {
    Ledger ledger = ledger(NO_RATE, NO_QUOTA, NO_LIMITS);
    ledger.take("web:anna of the mill", "a", 4);

    assertThat(ledger.open())
        .containsExactly(
            new Ledger.Entry(
                "a", "web:anna of the mill", 4, DailyQuota.day(clock.instant()), clock.instant()));
  }

  private Verdict take(Ledger ledger) {
    return ledger.take("web:anna", "job-" + jobs++, 1);
  }

  private List<Verdict> take(Ledger ledger, int times) {
    return IntStream.range(0, times).mapToObj(i -> take(ledger)).toList();
  }

  private Ledger ledger(RateLimit rate, DailyQuota quota, QueueLimits queue) {
    return new Ledger(REDIS.client(), clock, rate, quota, queue);
  }
}
