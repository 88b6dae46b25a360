package org.vitrail.config;

import java.time.Duration;

/** How long finished pictures are kept, and whether they say on sight what made them. */
public record ImageSettings(@Allowed("1m to 365d, with a unit") Duration retention, boolean label) {
  public ImageSettings {
    Check.that(
        Check.within(Duration.ofMinutes(1), retention, Duration.ofDays(365)),
        ImageSettings.class,
        "retention",
        retention);
  }
}
