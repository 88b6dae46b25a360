package org.vitrail.bot.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.Impossible;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooLong;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.quota.Limit;
import org.vitrail.inference.protocol.RedisTrouble;

class RefusalsTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

  private final Refusals refusals =
      new Refusals(
          SampleCommands.MESSAGES,
          new DurationFormatter(SampleCommands.MESSAGES),
          ZoneId.of("UTC"),
          new HandMovedClock());

  @Test
  void a_refusal_by_rate_says_how_long_to_wait() {
    assertThat(text(new TooFast(Duration.ofMillis(41_200))))
        .isEqualTo("That was fast! You can send the next one in 42 seconds.");
    assertThat(text(new TooFast(Duration.ofMillis(1)))).endsWith("in one second.");
    assertThat(text(new TooFast(Duration.ofSeconds(121)))).endsWith("in 3 minutes.");
  }

  @Test
  void a_refusal_by_quota_says_what_is_left_and_when_it_starts_afresh() {
    assertThat(text(new QuotaSpent(TestLedger.decision(Limit.DAY, 300), 300, 9, MIDNIGHT)))
        .isEqualTo(
            "Your 300 pictures for today are used up. Come back tomorrow at 00:00 UTC, in 5"
                + " hours.");
    assertThat(text(new QuotaSpent(TestLedger.decision(Limit.DAY, 300), 298, 9, MIDNIGHT)))
        .isEqualTo(
            "This needs 9 pictures, but only 2 of your 300 for today are left. Take fewer with"
                + " --count, or come back tomorrow at 00:00 UTC, in 5 hours.");
    assertThat(text(new QuotaSpent(TestLedger.decision(Limit.DAY, 4), 0, 9, MIDNIGHT)))
        .isEqualTo("This needs 9 pictures, but only 4 a day are allowed. Take fewer with --count.");
  }

  @Test
  void a_refusal_of_large_pictures_says_that_they_count_by_their_size() {
    QuotaSpent spent = new QuotaSpent(TestLedger.decision(Limit.DAY, 300), 290, 16, MIDNIGHT);

    assertThat(text(spent.forLarge(9)))
        .isEqualTo(
            "This needs 16 pictures, but only 10 of your 300 for today are left. Take fewer with"
                + " --count, or come back tomorrow at 00:00 UTC, in 5 hours. Pictures count by"
                + " their size and their iterations: these 9 count as 16.");
  }

  @Test
  void a_full_queue_says_when_to_try_again() {
    assertThat(text(new QueueFull(100, 100, Optional.of(Duration.ofSeconds(7)))))
        .isEqualTo("The queue is full with 100 jobs. Try again in 7 seconds.");
    assertThat(text(new QueueFull(1, 1, Optional.empty())))
        .isEqualTo("The queue is full with one job. Try again in a few minutes.");
  }

  @Test
  void what_would_take_too_long_names_what_would_not() {
    Duration expected = Duration.ofMinutes(25);
    Duration allowed = Duration.ofMinutes(10);

    assertThat(text(new TooLong(expected, allowed, OptionalInt.of(4), true)))
        .isEqualTo(
            "This would take about 25 minutes here, and a job is stopped after 10 minutes. Leave"
                + " --ar out and choose at most --count 4.");
    assertThat(text(new TooLong(expected, allowed, OptionalInt.empty(), false)))
        .isEqualTo(
            "Even one picture takes about 25 minutes with this model here, and a job is stopped"
                + " after 10 minutes. Choose another model; the operator can allow more time"
                + " (worker.jobTimeout).");
  }

  @Test
  void every_other_refusal_says_what_to_do() {
    assertThat(text(new Blocked("gore"))).startsWith("“gore” is not drawn here.");
    assertThat(text(new TooManyWaiting(TestLedger.decision(Limit.AT_ONCE, 10))))
        .contains("10 jobs")
        .contains("/cancel");
    assertThat(text(new Impossible("Not like this."))).isEqualTo("Not like this.");
    assertThat(text(new Unreachable(RedisTrouble.UNREACHABLE)))
        .isEqualTo(
            "The queue is not reachable right now; nothing was lost. Try again in a moment.");
  }

  @ParameterizedTest
  @EnumSource
  void whatever_is_the_matter_with_redis_has_a_sentence(RedisTrouble trouble) {
    String sentence = text(new Unreachable(trouble));
    assertThat(sentence).contains("queue").endsWith(".");
    if (trouble.isLasting()) {
      assertThat(sentence).contains("perator").doesNotContain("in a moment", "in a minute");
    } else {
      assertThat(sentence).contains("Try again");
    }
  }

  private String text(Verdict.Refusal verdict) {
    return refusals.text(verdict, "en");
  }
}
