package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.SentMessage;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * Many people at once: more than are dealt with side by side, or taken from the inbox at a time.
 */
@Tag("slow")
class CrowdTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final int PEOPLE = 500;

  /** Only a bot that hangs takes so long. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void each_of_five_hundred_commands_is_acknowledged_and_answered_once() {
    try (TelegramTestBot bot = TelegramTestBot.open(REDIS.url())) {
      List<FakeChat> chats = new ArrayList<>();
      for (int i = 0; i < PEOPLE; i++) {
        SentMessage command = bot.telegram.user("P" + i).says("/about");
        chats.add(command.message().chat());
      }

      await()
          .atMost(PATIENCE)
          .until(
              () -> chats.stream().allMatch(chat -> !chat.botMessages().isEmpty() && heard(chat)));
      // While an update is kept it may be dealt with again; of none that is left comes anything.
      await().atMost(PATIENCE).until(() -> REDIS.client().xlen("vitrail:{inbox}:telegram") == 0);
      bot.stop();

      assertThat(chats)
          .allSatisfy(
              chat -> {
                assertThat(chat.botMessages()).hasSize(1);
                assertThat(chat.chatActions()).containsExactly("upload_photo");
              });
      assertThat(bot.telegram.recorder().count("sendMessage")).isEqualTo(PEOPLE);
    }
  }

  private static boolean heard(FakeChat chat) {
    return !chat.chatActions().isEmpty();
  }
}
