package org.vitrail.bot.command.amount;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.command.amount.Vocabulary.Meaning;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Limit;

/**
 * Understands "200 a day until Sunday", "double for 2h", "вдвое до пятницы", "50 pro Stunde". A day
 * that is named is included: "until Sunday" ends with Sunday.
 */
public final class TimedAmountReader {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern FACTOR =
      Pattern.compile("x(\\d{1,3}(?:[.,]\\d{1,2})?)|(\\d{1,3}(?:[.,]\\d{1,2})?)x");
  private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})");
  private static final Pattern ISO_DATE = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");
  private static final Pattern DOTTED_DATE = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})?");

  private static final Map<Meaning, Amount> AMOUNTS =
      Map.of(
          Meaning.DOUBLE, new Amount.Times(2),
          Meaning.TRIPLE, new Amount.Times(3),
          Meaning.HALF, new Amount.Times(.5),
          Meaning.UNLIMITED, Amount.UNLIMITED,
          Meaning.NOTHING, Amount.NOTHING);

  private static final Map<Meaning, Limit> WINDOWS =
      Map.of(
          Meaning.MINUTE, Limit.MINUTE,
          Meaning.HOUR, Limit.HOUR,
          Meaning.DAY, Limit.DAY,
          Meaning.WEEK, Limit.WEEK);

  /** What is not granted each hour or day. */
  private static final Map<Meaning, Limit> STANDING =
      Map.of(Meaning.AT_ONCE, Limit.AT_ONCE, Meaning.SHARE, Limit.SHARE);

  private static final Map<Meaning, Duration> UNITS =
      Map.of(
          Meaning.MINUTE, Duration.ofMinutes(1),
          Meaning.HOUR, Duration.ofHours(1),
          Meaning.DAY, Duration.ofDays(1),
          Meaning.WEEK, Duration.ofDays(7));

  /** What is granted for longer is granted for good. */
  private static final Duration LONGEST = Duration.ofDays(3660);

  private final Vocabulary vocabulary;

  public TimedAmountReader(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** A word that was not understood, in its place. */
  public static final class UnknownWordException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String word;

    UnknownWordException(String word) {
      super(word, null, false, false);
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * @param zone in which days and times of day are meant
   * @throws UnknownWordException naming the first word that makes no sense where it stands
   */
  public TimedAmount read(String text, Instant now, ZoneId zone) throws UnknownWordException {
    return new Reading(vocabulary.split(text), now.atZone(zone)).read();
  }

  private final class Reading {
    private final List<String> words;
    private final ZonedDateTime now;
    private int at;
    private Optional<Amount> amount = Optional.empty();
    private boolean isDefault;
    private Optional<Limit> limit = Optional.empty();
    private Optional<Instant> until = Optional.empty();

    Reading(List<String> words, ZonedDateTime now) {
      this.words = words;
      this.now = now;
    }

    TimedAmount read() throws UnknownWordException {
      while (at < words.size()) {
        int before = at;
        if (is(at, Meaning.PICTURES)) {
          at++;
        } else if (!amount() && !each() && !end()) {
          throw new UnknownWordException(words.get(before));
        }
      }
      return new TimedAmount(amount, isDefault, limit, until);
    }

    private boolean amount() {
      if (amount.isPresent() || isDefault) {
        return false;
      }
      String word = words.get(at);
      Matcher factor = FACTOR.matcher(word);
      if (NUMBER.matcher(word).matches()) {
        amount = Optional.of(new Amount.Exactly(Long.parseLong(word)));
      } else if (word.startsWith("+") && NUMBER.matcher(word.substring(1)).matches()) {
        amount = Optional.of(new Amount.Plus(Long.parseLong(word.substring(1))));
      } else if (factor.matches()) {
        String number = factor.group(1) == null ? factor.group(2) : factor.group(1);
        amount = times(Double.parseDouble(number.replace(',', '.')));
      } else {
        Optional<Meaning> meaning = vocabulary.meaning(word);
        isDefault = meaning.equals(Optional.of(Meaning.DEFAULT));
        amount = meaning.map(AMOUNTS::get);
      }
      if (amount.isEmpty() && !isDefault) {
        return false;
      }
      at++;
      return true;
    }

    private Optional<Amount> times(double factor) {
      return factor > 0 && factor <= Amount.MAX_FACTOR
          ? Optional.of(new Amount.Times(factor))
          : Optional.empty();
    }

    /** "a day", "per hour", "в неделю", and a unit alone behind the number: "200/day". */
    private boolean each() {
      int start = at;
      Optional<Limit> standing = vocabulary.meaning(words.get(at)).map(STANDING::get);
      if (standing.isPresent()) {
        limit = standing;
        at++;
        return true;
      }
      if (is(at, Meaning.EACH)) {
        at++;
      } else if (limit.isPresent() || amount.isEmpty()) {
        return false;
      }
      Optional<Limit> unit =
          at < words.size()
              ? vocabulary.meaning(words.get(at)).map(WINDOWS::get)
              : Optional.empty();
      if (unit.isEmpty() || limit.isPresent()) {
        at = start;
        return false;
      }
      limit = unit;
      at++;
      return true;
    }

    private boolean end() throws UnknownWordException {
      if (until.isPresent()) {
        return false;
      }
      if (is(at, Meaning.FOR)) {
        at++;
        until = Optional.of(now.toInstant().plus(duration()));
        return true;
      }
      if (is(at, Meaning.UNTIL)) {
        at++;
      } else if (day(words.get(at)).isEmpty() && time(words.get(at)).isEmpty()) {
        return false;
      }
      until = Optional.of(moment());
      return true;
    }

    private Duration duration() throws UnknownWordException {
      Duration whole = Duration.ZERO;
      int start = at;
      while (at < words.size()) {
        boolean hasNumber =
            NUMBER.matcher(words.get(at)).matches() || is(at, Meaning.EACH) && whole.isZero();
        int unitAt = hasNumber ? at + 1 : at;
        Optional<Duration> unit =
            unitAt < words.size()
                ? vocabulary.meaning(words.get(unitAt)).map(UNITS::get)
                : Optional.empty();
        if (unit.isEmpty()) {
          break;
        }
        long count = NUMBER.matcher(words.get(at)).matches() ? Long.parseLong(words.get(at)) : 1;
        if (count > LONGEST.dividedBy(unit.get())) {
          throw new UnknownWordException(words.get(at));
        }
        whole = whole.plus(unit.get().multipliedBy(count));
        at = unitAt + 1;
      }
      if (whole.isZero()) {
        throw new UnknownWordException(
            start < words.size() ? words.get(start) : words.get(start - 1));
      }
      return whole;
    }

    /** A day, a time of day, or both; a time alone is the next one to come. */
    private Instant moment() throws UnknownWordException {
      int start = at;
      Optional<LocalDate> day = at < words.size() ? day(words.get(at)) : Optional.empty();
      at += day.isPresent() ? 1 : 0;
      Optional<LocalTime> time = at < words.size() ? time(words.get(at)) : Optional.empty();
      at += time.isPresent() ? 1 : 0;
      if (day.isEmpty() && time.isEmpty()) {
        throw new UnknownWordException(
            start < words.size() ? words.get(start) : words.get(start - 1));
      }
      if (time.isEmpty()) {
        return endOf(day.get());
      }
      LocalDate date = day.orElse(now.toLocalDate());
      ZonedDateTime moment = date.atTime(time.get()).atZone(now.getZone());
      if (day.isEmpty() && !moment.isAfter(now)) {
        moment = moment.plusDays(1);
      }
      if (!moment.isAfter(now)) {
        throw new UnknownWordException(words.get(start));
      }
      return moment.toInstant();
    }

    private Optional<LocalDate> day(String word) throws UnknownWordException {
      Optional<Meaning> meaning = vocabulary.meaning(word);
      if (meaning.isPresent()) {
        return day(meaning.get());
      }
      Matcher iso = ISO_DATE.matcher(word);
      Matcher dotted = DOTTED_DATE.matcher(word);
      try {
        LocalDate date;
        if (iso.matches()) {
          date = date(iso.group(1), iso.group(2), iso.group(3));
        } else if (dotted.matches()) {
          String year = dotted.group(3) == null ? "" + now.getYear() : dotted.group(3);
          date = date(year, dotted.group(2), dotted.group(1));
          if (dotted.group(3) == null && date.isBefore(now.toLocalDate())) {
            date = date.plusYears(1);
          }
        } else {
          return Optional.empty();
        }
        if (date.isBefore(now.toLocalDate()) || date.isAfter(now.toLocalDate().plusYears(10))) {
          throw new UnknownWordException(word);
        }
        return Optional.of(date);
      } catch (DateTimeException e) {
        throw new UnknownWordException(word);
      }
    }

    private Optional<LocalDate> day(Meaning meaning) {
      LocalDate today = now.toLocalDate();
      return switch (meaning) {
        case TODAY -> Optional.of(today);
        case TOMORROW -> Optional.of(today.plusDays(1));
        case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY ->
            Optional.of(
                today.with(TemporalAdjusters.nextOrSame(DayOfWeek.valueOf(meaning.name()))));
        default -> Optional.empty();
      };
    }

    private static LocalDate date(String year, String month, String day) {
      return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    }

    private static Optional<LocalTime> time(String word) throws UnknownWordException {
      Matcher time = TIME.matcher(word);
      if (!time.matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            LocalTime.of(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2))));
      } catch (DateTimeException e) {
        throw new UnknownWordException(word);
      }
    }

    /** Its last minute belongs to a day. */
    private Instant endOf(LocalDate day) {
      return day.plusDays(1).atStartOfDay(now.getZone()).toInstant();
    }

    private boolean is(int index, Meaning meaning) {
      return index < words.size()
          && vocabulary.meaning(words.get(index)).equals(Optional.of(meaning));
    }
  }
}
