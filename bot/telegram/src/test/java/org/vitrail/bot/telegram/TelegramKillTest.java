package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.RedisServerExtension;

/** An adapter that is really killed, so that it hands nothing back. */
@Tag("slow")
class TelegramKillTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the dead one held is taken when its lease ends. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  @Test
  void what_a_killed_adapter_had_in_hand_is_delivered_once_by_another() throws Exception {
    HurriedTime time = new HurriedTime();
    try (TelegramTestBot bot = TelegramTestBot.closed(REDIS.url(), time)) {
      FakeTelegramUser ann = bot.telegram.user("Ann");
      FakeTelegramUser bea = bot.telegram.user("Bea");
      Process first = TelegramProcess.start(bot, REDIS.url());
      try {
        ann.says("a red apple");
        ann.chat().awaitMessage(PATIENCE, hasButton("Cancel"));
        bot.telegram.faults().always("editMessageMedia", TelegramFault.appliedButUnanswered());
        bot.drawNext();
        awaitGrid(ann.chat());
        bea.says("a green pear");
        bea.chat().awaitMessage(PATIENCE, hasButton("Cancel"));
        // Telegram tells nobody which messages it has: one that is not noted yet is posted again.
        await().atMost(PATIENCE).until(() -> bot.instance.knownMessages() == 2);

        first.destroyForcibly().waitFor();
        bot.telegram.faults().clear();
        bot.drawNext();
        time.advance(LEASE);
        bot.start();

        await()
            .atMost(PATIENCE)
            .until(() -> bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0);
        awaitGrid(ann.chat());
        awaitGrid(bea.chat());
        for (FakeChat chat : List.of(ann.chat(), bea.chat())) {
          assertThat(chat.botMessages()).singleElement().matches(FakeTelegramMessage::hasPhoto);
        }
      } finally {
        first.destroyForcibly();
      }
    }
  }

  private static void awaitGrid(FakeChat chat) {
    chat.awaitMessage(PATIENCE, hasButton("U1").and(FakeTelegramMessage::hasPhoto));
  }
}
