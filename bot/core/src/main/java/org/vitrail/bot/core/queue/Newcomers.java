package org.vitrail.bot.core.queue;

import java.time.Duration;
import java.time.Instant;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.community.CommunitySettingsStore;

/**
 * Who waits behind everybody else: accounts that came lately, while a community, or the whole
 * instance, is in raid mode.
 */
public final class Newcomers {
  /** Raids come with accounts made for them, and wait for nothing. */
  private static final Duration NEW = Duration.ofDays(1);

  private final CommunitySettingsStore book;

  public Newcomers(CommunitySettingsStore book) {
    this.book = book;
  }

  /**
   * @param firstSeen when the account asked for the first time
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  boolean waitBehind(String community, Instant firstSeen, Instant now) {
    boolean isRaided = book.page(community).isRaided(now) || book.page(Rule.HOUSE).isRaided(now);
    return isRaided && now.isBefore(firstSeen.plus(NEW));
  }
}
