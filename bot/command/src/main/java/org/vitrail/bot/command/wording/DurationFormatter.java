package org.vitrail.bot.command.wording;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.vitrail.config.Messages;

/**
 * Says durations as people do, in one unit and rounded up: whoever comes back then is not early.
 */
public final class DurationFormatter {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** From so many seconds on, ranges are said in round numbers. */
  private static final long ROUND_FROM = 20;

  private static final long ROUND_TO = 5;

  private final Messages messages;

  public DurationFormatter(Messages messages) {
    this.messages = messages;
  }

  /** "42 seconds", "3 minutes", "5 hours". */
  public String duration(String locale, Duration duration) {
    long seconds = Math.max(0, duration.plusNanos(999_999_999).toSeconds());
    if (seconds < 2 * MINUTE) {
      return messages.text(locale, "duration.seconds", seconds);
    } else if (seconds < 2 * HOUR) {
      return messages.text(locale, "duration.minutes", up(seconds, MINUTE));
    } else if (seconds < 2 * DAY) {
      return messages.text(locale, "duration.hours", up(seconds, HOUR));
    }
    return messages.text(locale, "duration.days", up(seconds, DAY));
  }

  /** "in 42 seconds". */
  public String in(String locale, Duration duration) {
    return messages.text(locale, "time.in", duration(locale, duration));
  }

  /** "in 20 to 40 seconds", in round numbers; in one number where both are said alike. */
  public String in(String locale, Duration least, Duration most) {
    long seconds = Math.max(0, most.plusNanos(999_999_999).toSeconds());
    long unit =
        seconds < 2 * MINUTE ? 1 : seconds < 2 * HOUR ? MINUTE : seconds < 2 * DAY ? HOUR : DAY;
    long step = seconds < ROUND_FROM || unit > 1 ? unit : ROUND_TO;
    long upper = up(seconds, step) * step;
    long lower = least.toSeconds() / step * step;
    if (lower >= upper || lower == 0) {
      return in(locale, Duration.ofSeconds(upper));
    }
    String range =
        messages.text(
            locale, "duration.range", lower / unit, duration(locale, Duration.ofSeconds(upper)));
    return messages.text(locale, "time.in", range);
  }

  /** "tomorrow at 00:00 (UTC), in 5 hours", for the midnight after {@code now}. */
  public String midnight(String locale, Instant midnight, ZoneId zone, Instant now) {
    return messages.text(
        locale, "time.midnight", duration(locale, Duration.between(now, midnight)), name(zone));
  }

  /** "Nov 29, 2026, 11:59 PM (UTC)". */
  public String time(String locale, Instant time, ZoneId zone) {
    String local =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(Locale.forLanguageTag(messages.closest(locale)))
            .format(time.atZone(zone))
            .replace('\u202f', ' ');
    return messages.text(locale, "time.at", local, name(zone));
  }

  /**
   * The time at which something ends. What ends as a day begins holds for the whole day before, and
   * is said as that day's end: "Nov 29, 2026, 24:00 (UTC)".
   */
  public String end(String locale, Instant end, ZoneId zone) {
    ZonedDateTime local = end.atZone(zone);
    if (!local.toLocalTime().equals(LocalTime.MIDNIGHT)) {
      return time(locale, end, zone);
    }
    String day =
        DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
            .withLocale(Locale.forLanguageTag(messages.closest(locale)))
            .format(local.minusDays(1));
    return messages.text(locale, "time.at", day + ", 24:00", name(zone));
  }

  private static String name(ZoneId zone) {
    return zone.getId();
  }

  private static long up(long seconds, long unit) {
    return (seconds + unit - 1) / unit;
  }
}
