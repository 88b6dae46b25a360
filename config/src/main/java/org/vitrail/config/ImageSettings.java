package org.vitrail.config;

import java.time.Duration;

/** How long finished pictures are kept. */
public record ImageSettings(@Allowed("1m to 365d, with a unit") Duration retention) {
  public ImageSettings {
    Check.that(
        Check.within(Duration.ofMinutes(1), retention, Duration.ofDays(365)),
        ImageSettings.class,
        "retention",
        retention);
  }
}
