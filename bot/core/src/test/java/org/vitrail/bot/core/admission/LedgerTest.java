package org.vitrail.bot.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import org.vitrail.bot.quota.Limit;
import org.vitrail.inference.protocol.RedisServerExtension;

class LedgerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

  private final HandMovedClock clock = new HandMovedClock();
  private int jobs;

  @Test
  void a_bucket_gives_its_burst_and_then_one_job_per_interval() {
    TestLedger ledger = ledger(3, 10, 0);

    assertThat(take(ledger, 3)).hasOnlyElementsOfType(Admitted.class);
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofSeconds(6)));
    clock.advance(Duration.ofMillis(5_999));
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofMillis(1)));
    clock.advance(Duration.ofMillis(1));
    assertThat(take(ledger)).isInstanceOf(Admitted.class);
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofSeconds(6)));
  }

  @Test
  void a_rest_fills_the_bucket_to_its_burst_and_no_further() {
    TestLedger ledger = ledger(3, 10, 0);
    take(ledger, 3);

    clock.advance(Duration.ofHours(5));

    assertThat(take(ledger, 3)).hasOnlyElementsOfType(Admitted.class);
    assertThat(take(ledger)).isInstanceOf(TooFast.class);
  }

  @Test
  void a_clock_that_steps_back_does_not_empty_the_bucket_for_good() {
    TestLedger ledger = ledger(1, 60, 0);
    take(ledger);

    clock.advance(Duration.ofSeconds(-5));
    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofSeconds(6)));
    clock.advance(Duration.ofSeconds(6));

    assertThat(take(ledger)).isInstanceOf(Admitted.class);
  }

  @Test
  void people_have_buckets_and_quotas_of_their_own() {
    TestLedger ledger = ledger(1, 1, 1);

    assertThat(ledger.take("web:anna", "a", 1)).isInstanceOf(Admitted.class);
    assertThat(ledger.take("web:ben", "b", 1)).isInstanceOf(Admitted.class);
    assertThat(ledger.take("discord:anna", "c", 1)).isInstanceOf(Admitted.class);
  }

  @Test
  void a_quota_starts_afresh_at_midnight_utc() {
    TestLedger ledger = ledger(1, 0, 10);
    ledger.take("web:anna", "first", 9);

    assertThat(ledger.take("web:anna", "second", 2)).isEqualTo(spent(10, 9, 2));
    clock.advance(Duration.between(clock.instant(), MIDNIGHT).minusMillis(1));
    assertThat(ledger.take("web:anna", "second", 2)).isInstanceOf(QuotaSpent.class);
    clock.advance(Duration.ofMillis(1));

    assertThat(ledger.take("web:anna", "second", 2)).isInstanceOf(Admitted.class);
  }

  @Test
  void parallel_requests_take_exactly_what_is_left() throws Exception {
    TestLedger ledger = ledger(1, 0, 100);
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
    TestLedger ledger = ledger(2, 1, 5);
    for (int i = 0; i < 10; i++) {
      assertThat(ledger.take("web:anna", "big-" + i, 6)).isInstanceOf(QuotaSpent.class);
    }

    assertThat(take(ledger, 2)).hasOnlyElementsOfType(Admitted.class);
  }

  @Test
  void a_refusal_by_rate_or_queue_spends_no_quota() {
    TestLedger ledger = ledger(1, 1, 5, 2, 2);
    assertThat(ledger.take("web:anna", "a", 4)).isInstanceOf(Admitted.class);
    assertThat(take(ledger, 3)).containsOnly(new TooFast(Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(1));
    assertThat(ledger.take("web:ben", "b", 1)).isInstanceOf(Admitted.class);
    assertThat(ledger.take("web:anna", "c", 1)).isEqualTo(new QueueFull(2, 2, Optional.empty()));
    ledger.settle("b", Settlement.USED);

    assertThat(ledger.take("web:anna", "d", 1)).isInstanceOf(Admitted.class);
    assertThat(ledger.take("web:anna", "e", 1)).isEqualTo(spent(5, 5, 1));
  }

  @Test
  void one_person_cannot_fill_the_queue() {
    TestLedger ledger = ledger(1, 0, 0, 3, 2);

    assertThat(take(ledger, 2)).hasOnlyElementsOfType(Admitted.class);
    assertThat(take(ledger)).isEqualTo(new TooManyWaiting(TestLedger.decision(Limit.AT_ONCE, 2)));
    assertThat(ledger.take("web:ben", "b", 1)).isInstanceOf(Admitted.class);
    assertThat(ledger.take("web:cleo", "c", 1)).isEqualTo(new QueueFull(3, 3, Optional.empty()));
    ledger.settle("b", Settlement.USED);
    assertThat(ledger.take("web:cleo", "c", 1)).isInstanceOf(Admitted.class);
  }

  @Test
  void a_failed_job_is_refunded_once_however_many_adapters_see_it() throws Exception {
    TestLedger ledger = ledger(1, 0, 9);
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
    assertThat(ledger.take("web:anna", "too-much", 6)).isEqualTo(spent(9, 4, 6));
    assertThat(ledger.take("web:anna", "fits", 5)).isInstanceOf(Admitted.class);
  }

  @Test
  void a_job_that_worked_is_not_refunded() {
    TestLedger ledger = ledger(1, 0, 9);
    ledger.take("web:anna", "works", 9);

    assertThat(ledger.settle("works", Settlement.USED)).isTrue();
    assertThat(ledger.settle("works", Settlement.FAILED)).isFalse();
    assertThat(ledger.settle("never-was", Settlement.FAILED)).isFalse();

    assertThat(ledger.take("web:anna", "next", 1)).isEqualTo(spent(9, 9, 1));
  }

  @Test
  void a_refund_goes_to_the_day_it_was_taken_from() {
    TestLedger ledger = ledger(1, 0, 9);
    ledger.take("web:anna", "overnight", 9);
    clock.advance(Duration.ofHours(6));
    ledger.take("web:anna", "morning", 9);

    ledger.settle("overnight", Settlement.FAILED);

    assertThat(ledger.take("web:anna", "next", 1)).isInstanceOf(QuotaSpent.class);
  }

  @Test
  void asking_and_cancelling_in_turn_does_not_get_around_the_rate() {
    TestLedger ledger = ledger(2, 1, 0);
    for (int i = 0; i < 2; i++) {
      ledger.take("web:anna", "cancelled-" + i, 1);
      ledger.settle("cancelled-" + i, Settlement.CANCELLED);
    }

    assertThat(take(ledger)).isEqualTo(new TooFast(Duration.ofMinutes(1)));
  }

  @Test
  void a_failed_job_gives_its_place_in_the_rate_back() {
    TestLedger ledger = ledger(2, 1, 0);
    take(ledger);
    ledger.take("web:anna", "fails", 1);

    ledger.settle("fails", Settlement.FAILED);

    assertThat(take(ledger)).isInstanceOf(Admitted.class);
    assertThat(take(ledger)).isInstanceOf(TooFast.class);
  }

  @Test
  void taking_again_for_an_open_job_takes_nothing_more() {
    TestLedger ledger = ledger(1, 1, 9);
    ledger.take("web:anna", "same", 9);

    assertThat(ledger.take("web:anna", "same", 9)).isInstanceOf(Admitted.class);
    assertThat(ledger.open()).hasSize(1);
  }

  @Test
  void what_was_settled_is_listed_for_a_minute() {
    TestLedger ledger = ledger(1, 0, 0);
    ledger.take("web:anna", "a", 1);
    ledger.take("web:anna", "b", 1);
    ledger.settle("a", Settlement.USED);

    assertThat(ledger.settledLately()).containsExactly("a");
    clock.advance(Duration.ofSeconds(61));
    assertThat(ledger.settledLately()).isEmpty();
    ledger.settle("b", Settlement.FAILED);
    assertThat(ledger.settledLately()).containsExactly("b");
  }

  @Test
  void an_open_entry_says_what_was_taken() {
    TestLedger ledger = ledger(1, 0, 0);
    ledger.take("web:anna of the mill", "a", 4);

    assertThat(ledger.open())
        .extracting(LedgerEntry::jobId, LedgerEntry::person, LedgerEntry::pictures, LedgerEntry::at)
        .containsExactly(tuple("a", "web:anna of the mill", 4, clock.instant()));
  }

  private Verdict take(TestLedger ledger) {
    return ledger.take("web:anna", "job-" + jobs++, 1);
  }

  private List<Verdict> take(TestLedger ledger, int times) {
    return IntStream.range(0, times).mapToObj(i -> take(ledger)).toList();
  }

  private static QuotaSpent spent(int limit, int used, int asked) {
    return new QuotaSpent(TestLedger.decision(Limit.DAY, limit), used, asked, MIDNIGHT);
  }

  private TestLedger ledger(int burst, int perMinute, int daily) {
    return ledger(burst, perMinute, daily, 100_000, 100_000);
  }

  private TestLedger ledger(int burst, int perMinute, int daily, int jobs, int perPerson) {
    return new TestLedger(REDIS.client(), clock, burst, perMinute, daily, jobs, perPerson);
  }
}
