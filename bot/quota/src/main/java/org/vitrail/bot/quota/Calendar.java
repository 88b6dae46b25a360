package org.vitrail.bot.quota;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;

/**
 * Which window a moment belongs to, and when the next one begins. Windows go by name, not by
 * length: an hour that a clock shows twice, or a day of 25 hours, is one window with one quota, so
 * that no change of clocks or zones grants anything twice.
 *
 * @param zone in which days and weeks begin at midnight; hours are those of UTC
 */
public record Calendar(ZoneId zone) {

  /** The window's name, such as {@code 2026-11-24}, {@code 2026-11-24T19} or {@code 2026-W48}. */
  public String window(Limit limit, Instant now) {
    ZonedDateTime local = now.atZone(zone);
    return switch (limit) {
      case HOUR -> now.truncatedTo(ChronoUnit.HOURS).toString().substring(0, 13);
      case DAY -> local.toLocalDate().toString();
      case WEEK ->
          "%d-W%02d"
              .formatted(
                  local.get(IsoFields.WEEK_BASED_YEAR),
                  local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      default -> throw new IllegalArgumentException(limit + " has no windows");
    };
  }

  /** When the window after this one begins. */
  public Instant next(Limit limit, Instant now) {
    return switch (limit) {
      case HOUR ->
          now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
      case DAY -> now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
      case WEEK ->
          now.atZone(zone)
              .toLocalDate()
              .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
              .atStartOfDay(zone)
              .toInstant();
      default -> throw new IllegalArgumentException(limit + " has no windows");
    };
  }
}
