package org.vitrail.config;

import java.time.ZoneId;
import java.util.Map;

/**
 * What people may ask for, before moderators decide otherwise.
 *
 * @param timeZone in which days and weeks begin, as {@link ZoneId} reads it
 */
public record QuotaSettings(
    Rate rate,
    Pictures pictures,
    Platforms platforms,
    Shares shares,
    @Allowed("a time zone, such as UTC or Europe/Berlin") String timeZone) {

  public QuotaSettings {
    Check.that(
        TimeZones.isKnown(timeZone),
        QuotaSettings.class,
        "timeZone",
        timeZone,
        TimeZones.meant(timeZone));
  }

  /** A token bucket: {@code burst} requests at once, refilled at {@code perMinute}. */
  public record Rate(
      @Allowed("1 to 1000 requests") int burst,
      @Allowed("1 to 6000 requests a minute") int perMinute) {
    public Rate {
      Check.that(Check.within(1, burst, 1000), Rate.class, "burst", burst);
      Check.that(Check.within(1, perMinute, 6000), Rate.class, "perMinute", perMinute);
    }
  }

  /**
   * Pictures of one person; 0 sets no limit.
   *
   * @param ceiling a day, whatever moderators grant
   */
  public record Pictures(
      @Allowed("0 to 1000000 pictures (0 = no limit)") int hourly,
      @Allowed("0 to 1000000 pictures (0 = no limit)") int daily,
      @Allowed("0 to 1000000 pictures (0 = no limit)") int weekly,
      @Allowed("0 to 1000000 pictures (0 = no limit)") int ceiling) {
    private static final int MOST = 1_000_000;

    public Pictures {
      Check.that(Check.within(0, hourly, MOST), Pictures.class, "hourly", hourly);
      Check.that(Check.within(0, daily, MOST), Pictures.class, "daily", daily);
      Check.that(Check.within(0, weekly, MOST), Pictures.class, "weekly", weekly);
      Check.that(Check.within(0, ceiling, MOST), Pictures.class, "ceiling", ceiling);
    }
  }

  /** Pictures of one person a day on one platform; 0 sets no limit. */
  public record Platforms(
      @Allowed("0 to 1000000 pictures (0 = no limit)") int web,
      @Allowed("0 to 1000000 pictures (0 = no limit)") int discord,
      @Allowed("0 to 1000000 pictures (0 = no limit)") int telegram) {
    private static final int MOST = 1_000_000;

    public Platforms {
      Check.that(Check.within(0, web, MOST), Platforms.class, "web", web);
      Check.that(Check.within(0, discord, MOST), Platforms.class, "discord", discord);
      Check.that(Check.within(0, telegram, MOST), Platforms.class, "telegram", telegram);
    }

    /** By the platform's name. */
    public Map<String, Integer> byName() {
      return Map.of("web", web, "discord", discord, "telegram", telegram);
    }
  }

  /**
   * As how many people one counts when those who wait take turns.
   *
   * @param ceiling the most, whatever moderators grant
   */
  public record Shares(@Allowed("1 to 9 shares") int ceiling) {
    public Shares {
      Check.that(Check.within(1, ceiling, 9), Shares.class, "ceiling", ceiling);
    }
  }

  /** In which days and weeks begin. */
  public ZoneId zone() {
    return ZoneId.of(timeZone);
  }
}
