package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.has;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.inference.protocol.RedisServerExtension;

@Tag("slow")
class DiscordStandbyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void a_second_bot_stands_by_until_the_first_is_killed_and_then_answers_alone() throws Exception {
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url())) {
      Process first = DiscordProcess.start(bot, REDIS.url());
      try {
        bot.discord.gateway().awaitShards(1);
        bot.begin();
        await()
            .during(DiscordTestBot.LEASE.multipliedBy(2))
            .atMost(LONG)
            .until(() -> bot.discord.gateway().connectedShards() == 1);
        assertThat(bot.problem()).isEmpty();
        FakeInteraction early = bot.imagine(bot.ann, "a red apple");
        early.awaitMessage(it -> has("Cancel").test(it.state()));

        first.destroyForcibly().waitFor();
        await().atMost(LONG).until(() -> bot.discord.gateway().connectedShards() == 0);
        bot.discord.gateway().awaitShards(1);

        FakeInteraction late = bot.imagine(bot.bob, "a green pear");
        late.awaitMessage(it -> has("Cancel").test(it.state()));
        assertThat(bot.general.allMessages()).hasSize(2);
      } finally {
        first.destroyForcibly();
      }
    }
  }
}
