package org.vitrail.bot.quota;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule bounds. */
public enum Limit {
  /** Whether anything is drawn at all: 0 = no, anything else = yes. */
  ACCESS,
  /** Requests a minute, of one account. */
  MINUTE,
  /** Pictures an hour, of one account. */
  HOUR,
  /** Pictures a day, of one account. */
  DAY,
  /** Pictures a week, of one account. */
  WEEK,
  /** Requests waiting or running at once, of one account. */
  AT_ONCE,
  /** Pictures in one request. */
  REQUEST,
  /** Iterations in one request, of models that draw by optimisation. */
  ITERATIONS,
  /** Pixels along the longer side of a picture, where people choose them. */
  SIZE,
  /** As how many people an account counts when those who wait take turns. */
  SHARE,
  /** Requests waiting or running at once, of everybody in the community. */
  QUEUE;

  /** As it is written in fields and texts' keys. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Limit> named(String word) {
    return Arrays.stream(values()).filter(limit -> limit.word().equals(word)).findFirst();
  }

  /** Whether pictures are counted against it in windows of the calendar. */
  public boolean isWindow() {
    return this == HOUR || this == DAY || this == WEEK;
  }
}
