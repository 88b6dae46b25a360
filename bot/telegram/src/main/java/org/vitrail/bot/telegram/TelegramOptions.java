package org.vitrail.bot.telegram;

import java.net.URI;
import java.util.Optional;
import org.vitrail.network.Proxies;

/**
 * How to reach Telegram, and how Telegram reaches us.
 *
 * @param token of the bot; a secret
 * @param apiUrl of the Bot API server, without a path
 * @param webhook where updates are sent to; empty to fetch them
 * @param proxies on the way to the Bot API
 */
public record TelegramOptions(
    String token, URI apiUrl, Optional<Webhook> webhook, Proxies proxies) {
  /**
   * @param url under which Telegram, or the proxy that Telegram sees, reaches this process
   * @param port on which this process listens, in plain HTTP; 0 for any free one
   */
  public record Webhook(URI url, int port) {}

  /** With updates fetched by long polling. */
  public TelegramOptions(String token, URI apiUrl) {
    this(token, apiUrl, Optional.empty(), Proxies.NONE);
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "TelegramOptions[" + apiUrl + "]";
  }
}
