package org.vitrail.bot.testing.discord;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids as Discord does: the time they were made in the upper bits, so all beyond 2^53. */
final class Snowflakes {
  private static final long DISCORD_EPOCH_MS = 1_420_070_400_000L;

  /** Divisible by every number of shards up to 16. */
  private static final long GUILD_MS = 720_720L * 450_000;

  private final AtomicInteger counter = new AtomicInteger();
  private final AtomicLong guilds = new AtomicLong();

  long next() {
    long ms = System.currentTimeMillis() - DISCORD_EPOCH_MS;
    return ms << 22 | counter.incrementAndGet() & 0x3fffff;
  }

  /** Consecutive guilds live on consecutive shards, the first on shard 0. */
  long nextGuild() {
    return GUILD_MS + guilds.getAndIncrement() << 22;
  }
}
