package org.vitrail.bot.telegram;

import java.net.URI;

/**
 * How to reach Telegram.
 *
 * @param token of the bot; a secret
 * @param apiUrl of the Bot API server, without a path
 */
public record TelegramOptions(String token, URI apiUrl) {
  /** Shows no secret. */
  @Override
  public String toString() {
    return "TelegramOptions[" + apiUrl + "]";
  }
}
