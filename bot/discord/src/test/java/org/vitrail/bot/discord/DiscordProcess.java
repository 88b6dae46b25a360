package org.vitrail.bot.discord;

import java.net.URI;
import org.vitrail.bot.core.ChildProcess;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.lease.ShardLease;
import org.vitrail.config.ShardRange;

/** An adapter in a process of its own, which can be killed as the system or a power cut does. */
final class DiscordProcess {
  private DiscordProcess() {}

  /** Starts it against the instance's Redis and its fake Discord. */
  static Process start(DiscordTestBot bot, String redisUrl) {
    return ChildProcess.start(
        DiscordProcess.class, redisUrl, bot.discord.token(), bot.discord.restUrl());
  }

  public static void main(String[] arguments) throws InterruptedException {
    TestInstance instance = new TestInstance(arguments[0]);
    DiscordOptions options =
        new DiscordOptions(arguments[1], URI.create(arguments[2]), new ShardRange.Auto());
    DiscordBot.start(
        options,
        new ShardLease(instance.redis(), DiscordTestBot.LEASE),
        instance.botService(),
        instance.messages());
    Thread.currentThread().join();
  }
}
