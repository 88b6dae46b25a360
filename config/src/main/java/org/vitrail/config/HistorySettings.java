package org.vitrail.config;

import java.time.Duration;

/** What is remembered of requests besides their pictures. */
public record HistorySettings(@Allowed("1m to 365d, with a unit") Duration retention) {
  public HistorySettings {
    Check.that(
        Check.within(Duration.ofMinutes(1), retention, Duration.ofDays(365)),
        HistorySettings.class,
        "retention",
        retention);
  }
}
