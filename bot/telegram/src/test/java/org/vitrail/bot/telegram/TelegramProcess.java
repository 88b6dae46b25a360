package org.vitrail.bot.telegram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.vitrail.bot.core.TestInstance;

/** An adapter in a process of its own, which can be killed as the system or a power cut does. */
final class TelegramProcess {
  private TelegramProcess() {}

  /** Starts it against the instance's Redis and its fake Telegram. */
  static Process start(TelegramTestBot bot, String redisUrl) {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              TelegramProcess.class.getName(),
              redisUrl,
              bot.telegram.token(),
              bot.telegram.url())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    TestInstance instance = new TestInstance(arguments[0]);
    TelegramOptions options = new TelegramOptions(arguments[1], URI.create(arguments[2]));
    TelegramBot.start(
        options, instance.botService(), new Inbox(instance.redis()), instance.messages());
    Thread.currentThread().join();
  }
}
