package org.vitrail.bot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;

class InstanceQuotasTest {
  private static final InstanceQuotas INSTANCE =
      new InstanceQuotas(
          new QuotaSettings(
              new QuotaSettings.Rate(1, 1),
              new QuotaSettings.Pictures(0, 0, 0, 0),
              new QuotaSettings.Platforms(0, 0, 0),
              new QuotaSettings.Shares(3),
              "UTC"),
          new LimitSettings(1000, 9, 100, 10, Duration.ofHours(12)));

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 3", "9, 3", "unlimited, 1", "0, 1"})
  void nobody_has_more_shares_than_the_operator_lets_moderators_grant(String granted, int shares) {
    Rule rule = Rule.ofFile(Subject.HOUSE, Limit.SHARE, Amount.of(granted).orElseThrow());
    QuotaSubject ann = new QuotaSubject("web:1", "web:1", "web", "web:", "web:", Set.of());
    Decision decision =
        new Rulebook(List.of(rule)).decide(Limit.SHARE, ann, Instant.parse("2026-11-24T18:00:00Z"));

    assertThat(INSTANCE.shares(decision)).isEqualTo(shares);
  }
}
