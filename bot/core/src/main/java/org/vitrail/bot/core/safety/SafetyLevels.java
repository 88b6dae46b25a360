package org.vitrail.bot.core.safety;

/** How careful each place is. */
@FunctionalInterface
public interface SafetyLevels {
  /**
   * The level that holds at a place, such as {@code discord:81384788765712384}; asked for every
   * card that is shown, so it should not take long.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when it cannot be known now; then nothing
   *     is shown
   */
  SafetyLevel at(String place);
}
