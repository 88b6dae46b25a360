package org.vitrail.bot.discord;

import java.net.URI;
import java.util.Objects;
import org.vitrail.config.ShardRange;
import org.vitrail.network.Proxies;

/**
 * What the bot needs to sign in.
 *
 * @param token of the bot; shown by nothing
 * @param apiUrl with its version and a slash at the end, such as {@code
 *     https://discord.com/api/v10/}
 * @param shards which part of the servers this process looks after
 * @param proxies on the way to Discord
 */
public record DiscordOptions(String token, URI apiUrl, ShardRange shards, Proxies proxies) {
  public DiscordOptions {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(apiUrl, "apiUrl");
    Objects.requireNonNull(shards, "shards");
    Objects.requireNonNull(proxies, "proxies");
  }

  /** With no proxy on the way. */
  public DiscordOptions(String token, URI apiUrl, ShardRange shards) {
    this(token, apiUrl, shards, Proxies.NONE);
  }

  @Override
  public String toString() {
    return "DiscordOptions[" + apiUrl + ", shards " + shards + "]";
  }
}
