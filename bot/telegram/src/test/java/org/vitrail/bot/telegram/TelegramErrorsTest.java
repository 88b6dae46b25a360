package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What is no exception, but an Error of the machine or the JDK, and reaches the adapter. */
class TelegramErrorsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BrokenClock clock = new BrokenClock();
  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() {
    bot = TelegramTestBot.open(REDIS.url(), clock);
    ann = bot.telegram.user("Ann", "de");
  }

  @AfterEach
  void close() {
    clock.breaks(false);
    bot.close();
  }

  @Test
  void a_message_gets_one_apology_after_three_attempts_and_later_ones_are_drawn() {
    clock.breaks(true);
    ann.says("a red apple");
    FakeTelegramMessage apology = ann.chat().awaitMessage(PATIENCE, it -> true);
    clock.breaks(false);
    ann.says("a blue car");
    bot.drawNext();

    ann.chat().awaitMessage(PATIENCE, hasButton("U9"));
    assertThat(apology.text()).startsWith("Im Bot selbst ist etwas schiefgegangen");
    assertThat(ann.chat().botMessages()).hasSize(2);
    assertThat(bot.instance.askedFor()).isEqualTo(1);
    await().until(() -> bot.instance.redis().xlen("vitrail:{inbox}:telegram") == 0);
    assertThat(new Inbox(bot.instance.redis()).deadLetters())
        .extracting(DeadLetter::what)
        .containsExactly("message/text");
  }

  @Test
  void a_click_gets_an_apology_in_its_chat() {
    ann.says("a red apple");
    bot.drawNext();
    FakeTelegramMessage grid = ann.chat().awaitMessage(hasButton("U1"));
    clock.breaks(true);
    ann.clicks(grid, "U1");

    ann.chat().awaitMessage(PATIENCE, it -> it.text().startsWith("Im Bot selbst"));
    assertThat(bot.instance.askedFor()).isEqualTo(1);
  }
}
