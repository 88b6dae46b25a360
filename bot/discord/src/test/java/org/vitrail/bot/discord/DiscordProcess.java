package org.vitrail.bot.discord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.config.ShardRange;

/** An adapter in a process of its own, which can be killed as the system or a power cut does. */
final class DiscordProcess {
  private DiscordProcess() {}

  /** Starts it against the instance's Redis and its fake Discord. */
  static Process start(DiscordTestBot bot, String redisUrl) {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              DiscordProcess.class.getName(),
              redisUrl,
              bot.discord.token(),
              bot.discord.restUrl())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    TestInstance instance = new TestInstance(arguments[0]);
    DiscordOptions options =
        new DiscordOptions(arguments[1], URI.create(arguments[2]), new ShardRange.Auto());
    DiscordBot.start(options, instance.botService(), instance.messages());
    Thread.currentThread().join();
  }
}
