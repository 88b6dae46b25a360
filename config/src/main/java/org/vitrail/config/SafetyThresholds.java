package org.vitrail.config;

/**
 * From which probability on a picture is hidden, and from which it is kept back.
 *
 * @param blurAt below {@code refuseAt}
 */
public record SafetyThresholds(
    @Allowed("a number from 0 up to refuseAt") float blurAt,
    @Allowed("a number from 0 to 1") float refuseAt) {
  public SafetyThresholds {
    Class<SafetyThresholds> here = SafetyThresholds.class;
    Check.that(refuseAt >= 0 && refuseAt <= 1, here, "refuseAt", refuseAt);
    Check.that(blurAt >= 0 && blurAt < refuseAt, here, "blurAt", blurAt);
  }
}
