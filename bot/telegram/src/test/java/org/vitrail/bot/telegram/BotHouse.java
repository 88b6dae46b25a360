package org.vitrail.bot.telegram;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.Samples;
import org.vitrail.bot.core.TestHouse;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.studio.HouseRules;
import org.vitrail.bot.telegram.fake.Button;
import org.vitrail.bot.telegram.fake.FakeMessage;
import org.vitrail.bot.telegram.fake.FakeTelegram;
import org.vitrail.inference.protocol.ClaimedJob;

/** The bot with its real client on a server that speaks like Telegram, and a real studio. */
final class BotHouse implements AutoCloseable {
  final FakeTelegram telegram;
  final TestHouse house;
  private TelegramBot bot;

  private BotHouse(TestHouse house, FakeTelegram telegram) {
    this.telegram = telegram;
    this.house = house;
    house.worker().ready();
  }

  static BotHouse open(String redisUrl) {
    return closed(redisUrl).start();
  }

  static BotHouse open(String redisUrl, HouseRules rules) {
    return new BotHouse(new TestHouse(redisUrl, rules), FakeTelegram.start()).start();
  }

  /** With a clock that may break. */
  static BotHouse open(String redisUrl, BrokenClock clock) {
    return new BotHouse(new TestHouse(redisUrl, Samples.generous(), clock), FakeTelegram.start())
        .start();
  }

  /** With the bot not yet started. */
  static BotHouse closed(String redisUrl) {
    return new BotHouse(new TestHouse(redisUrl), FakeTelegram.start());
  }

  BotHouse start() {
    return startWith(options());
  }

  BotHouse startWith(TelegramOptions options) {
    bot = TelegramBot.start(options, house.studio(), house.messages());
    return this;
  }

  /** With its own pauses, which a test need not wait for. */
  BotHouse start(Pauses pauses) {
    bot = TelegramBot.start(options(), house.studio(), house.messages(), pauses);
    return this;
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
    return house.worker();
  }

  /** Draws the next job from beginning to end. */
  ClaimedJob drawNext() {
    ClaimedJob job = worker().take();
    worker().finish(job);
    return job;
  }

  static Predicate<FakeMessage> hasButton(String label) {
    return message ->
        message.buttons().stream().flatMap(List::stream).map(Button::text).anyMatch(label::equals);
  }

  @Override
  public void close() {
    if (bot != null) {
      bot.close();
    }
    telegram.close();
    house.close();
  }
}
