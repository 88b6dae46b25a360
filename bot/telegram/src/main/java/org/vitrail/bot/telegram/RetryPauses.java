package org.vitrail.bot.telegram;

import java.time.Duration;

/**
 * How long the bot keeps still where nobody says for how long.
 *
 * @param retry after something that concerns all of it failed, signing in for one
 * @param standby while another process fetches the updates
 */
record RetryPauses(Duration retry, Duration standby) {
  static final RetryPauses STANDARD =
      new RetryPauses(Duration.ofSeconds(5), Duration.ofSeconds(10));
}
