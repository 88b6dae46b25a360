package org.vitrail.bot.core.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.reports.Reports.Outcome;
import org.vitrail.bot.core.reports.Reports.Report;
import org.vitrail.inference.protocol.RedisServerExtension;

class ReportsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration KEPT = Duration.ofDays(7);
  private static final String OPEN = "vitrail:{places}:reports:discord:7";

  private final HandMovedClock clock = new HandMovedClock();
  private Reports reports;

  @BeforeEach
  void open() {
    reports = new Reports(REDIS.client(), clock, KEPT);
    assertThat(reports.add("discord:7", "a", "discord:1")).isEqualTo(Outcome.TAKEN);
    clock.advance(KEPT.plusMillis(1));
  }

  @Test
  void a_report_is_not_seen_once_its_pictures_are_gone_and_reading_strikes_nothing_off() {
    assertThat(reports.open("discord:7")).isEmpty();

    assertThat(REDIS.client().hexists(OPEN, "a")).isTrue();
  }

  @Test
  void a_job_that_is_reported_anew_is_seen_whoever_has_read_the_list_before() {
    reports.open("discord:7");

    assertThat(reports.add("discord:7", "a", "discord:2")).isEqualTo(Outcome.TAKEN);

    assertThat(reports.open("discord:7")).containsExactly(new Report("a", clock.instant(), 2));
  }

  @Test
  void whoever_reports_strikes_off_what_is_over() {
    reports.add("discord:7", "b", "discord:2");

    assertThat(REDIS.client().hkeys(OPEN)).containsExactly("b");
  }
}
