package org.vitrail.bot.core.queue;

import java.time.Duration;
import java.time.Instant;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.place.PlaceBook;

/**
 * Who waits behind everybody else: accounts that came lately, while a place, or the whole house, is
 * in raid mode.
 */
public final class Newcomers {
  /** Raids come with accounts made for them, and wait for nothing. */
  private static final Duration NEW = Duration.ofDays(1);

  private final PlaceBook book;

  public Newcomers(PlaceBook book) {
    this.book = book;
  }

  /**
   * @param firstSeen when the account asked for the first time
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  boolean waitBehind(String place, Instant firstSeen, Instant now) {
    boolean isRaided = book.page(place).isRaided(now) || book.page(Rule.HOUSE).isRaided(now);
    return isRaided && now.isBefore(firstSeen.plus(NEW));
  }
}
