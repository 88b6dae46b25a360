package org.vitrail.bot.telegram;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.KeyboardButton;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.spool.Spool;

/** The bot with its real client on a server that speaks like Telegram, and a real bot service. */
final class TelegramTestBot implements AutoCloseable {
  final FakeTelegram telegram;
  final TestInstance instance;
  private final TimeSource time;
  private TelegramBot bot;

  private TelegramTestBot(TestInstance instance, FakeTelegram telegram, TimeSource time) {
    this.telegram = telegram;
    this.time = time;
    this.instance = instance;
    instance.worker().ready();
  }

  static TelegramTestBot open(String redisUrl) {
    return closed(redisUrl).start();
  }

  static TelegramTestBot open(String redisUrl, InstanceRules rules) {
    return new TelegramTestBot(
            new TestInstance(redisUrl, rules), FakeTelegram.start(), new HurriedTime())
        .start();
  }

  /** With a clock that may break. */
  static TelegramTestBot open(String redisUrl, BrokenClock clock) {
    return new TelegramTestBot(
            new TestInstance(redisUrl, SampleRequests.generous(), clock),
            FakeTelegram.start(),
            new HurriedTime())
        .start();
  }

  /** With the bot not yet started. */
  static TelegramTestBot closed(String redisUrl) {
    return closed(redisUrl, new HurriedTime());
  }

  /** The same with a place to keep requests in while Redis is away. */
  static TelegramTestBot closed(String redisUrl, Spool spool) {
    HurriedTime time = new HurriedTime();
    return new TelegramTestBot(
        new TestInstance(redisUrl, SampleRequests.generous(), time, Optional.of(spool)),
        FakeTelegram.start(),
        time);
  }

  /** The same with a time that the test moves. */
  static TelegramTestBot closed(String redisUrl, TimeSource time) {
    return new TelegramTestBot(
        new TestInstance(redisUrl, SampleRequests.generous(), time), FakeTelegram.start(), time);
  }

  TelegramTestBot start() {
    return startWith(options());
  }

  TelegramTestBot startWith(TelegramOptions options) {
    return start(options, RetryPauses.STANDARD);
  }

  private TelegramTestBot start(TelegramOptions options, RetryPauses pauses) {
    bot =
        TelegramBot.start(
            options,
            instance.botService(),
            new Inbox(instance.redis()),
            instance.messages(),
            pauses,
            time);
    return this;
  }

  /** With its own pauses, which a test need not wait for. */
  TelegramTestBot start(RetryPauses pauses) {
    return start(options(), pauses);
  }

  void stop() {
    bot.close();
    bot = null;
  }

  TelegramOptions options() {
    return new TelegramOptions(telegram.token(), URI.create(telegram.url()));
  }

  /** What the bot says keeps it silent. */
  Optional<String> problem() {
    return bot.problem();
  }

  WorkerDriver worker() {
    return instance.worker();
  }

  /** Draws the next job from beginning to end. */
  ClaimedJob drawNext() {
    ClaimedJob job = worker().take();
    worker().finish(job);
    return job;
  }

  static Predicate<FakeTelegramMessage> hasButton(String label) {
    return message ->
        message.buttons().stream()
            .flatMap(List::stream)
            .map(KeyboardButton::text)
            .anyMatch(label::equals);
  }

  @Override
  public void close() {
    if (bot != null) {
      bot.close();
    }
    telegram.close();
    instance.close();
  }
}
