package org.vitrail.bot.quota;

import java.util.List;

/**
 * All that the rules grant one asker, ready to be held against what was taken.
 *
 * @param burst requests at once after a rest, at least 1
 * @param minute requests a minute
 * @param windows pictures an hour, a day, a week, and the instance's ceilings
 * @param atOnce open requests of the account
 * @param communityQueue open requests of the community
 * @param instanceQueue open requests of everybody, at least 1
 */
public record Grants(
    int burst,
    Decision minute,
    List<Decision> windows,
    Decision atOnce,
    Decision communityQueue,
    int instanceQueue) {
  private static final long MICROS_PER_MINUTE = 60_000_000L;

  public Grants {
    windows = windows.stream().filter(Decision::isLimited).toList();
  }

  /** Microseconds in which one request flows back into the bucket; 0 = no limit. */
  public long intervalMicros() {
    return minute.isLimited() ? MICROS_PER_MINUTE / Math.max(1, minute.amount()) : 0;
  }
}
