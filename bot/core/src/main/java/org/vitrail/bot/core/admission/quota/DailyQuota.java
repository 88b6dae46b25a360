package org.vitrail.bot.core.admission.quota;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * How many pictures one person may have in a day. A day begins at midnight UTC for everybody, so
 * that one ledger serves platforms that know no time zone; the count itself is in Redis.
 *
 * @param pictures a day; 0 means any number
 */
public record DailyQuota(int pictures) {
  public DailyQuota {
    if (pictures < 0) {
      throw new IllegalArgumentException(
          "daily.pictures: " + pictures + " is not allowed; give 0 (any number) or more.");
    }
  }

  /** The day whose quota a job asked for at {@code now} counts against. */
  public static LocalDate day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  /** When that day's quota starts afresh. */
  public static Instant resetsAt(Instant now) {
    return day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
