package org.vitrail.bot.telegram;

import java.net.URI;
import org.vitrail.bot.core.ChildProcess;
import org.vitrail.bot.core.TestInstance;

/** An adapter in a process of its own, which can be killed as the system or a power cut does. */
final class TelegramProcess {
  private TelegramProcess() {}

  /** Starts it against the instance's Redis and its fake Telegram. */
  static Process start(TelegramTestBot bot, String redisUrl) {
    return ChildProcess.start(
        TelegramProcess.class, redisUrl, bot.telegram.token(), bot.telegram.url());
  }

  public static void main(String[] arguments) throws InterruptedException {
    TestInstance instance = new TestInstance(arguments[0]);
    TelegramOptions options = new TelegramOptions(arguments[1], URI.create(arguments[2]));
    TelegramBot.start(
        options, instance.botService(), new Inbox(instance.redis()), instance.messages());
    Thread.currentThread().join();
  }
}
