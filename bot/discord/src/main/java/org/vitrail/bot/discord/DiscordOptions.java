package org.vitrail.bot.discord;

import java.net.URI;
import java.util.Objects;
import org.vitrail.config.ShardRange;

/**
 * What the bot needs to sign in.
 *
 * @param token of the bot; shown by nothing
 * @param apiUrl with its version and a slash at the end, such as {@code
 *     https://discord.com/api/v10/}
 * @param shards which part of the servers this process looks after
 */
public record DiscordOptions(String token, URI apiUrl, ShardRange shards) {
  public DiscordOptions {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(apiUrl, "apiUrl");
    Objects.requireNonNull(shards, "shards");
  }

  @Override
  public String toString() {
    return "DiscordOptions[" + apiUrl + ", shards " + shards + "]";
  }
}
