package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.grid;
import static org.vitrail.bot.discord.DiscordTestBot.has;
import static org.vitrail.bot.discord.DiscordTestBot.isGrid;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.testing.discord.DiscordFault;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.discord.Route;
import org.vitrail.inference.protocol.RedisServerExtension;

/** An adapter that is really killed, so that it hands nothing back. */
@Tag("slow")
class DiscordKillTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the dead one held is taken when its lease ends. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  @Test
  void what_a_killed_adapter_had_in_hand_is_delivered_once_by_another() throws Exception {
    HurriedTime time = new HurriedTime();
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url(), time)) {
      Process first = DiscordProcess.start(bot, REDIS.url());
      try {
        bot.discord.gateway().awaitShards(1);
        FakeInteraction uploaded = bot.imagine(bot.ann, "a red apple");
        uploaded.awaitMessage(it -> has("Cancel").test(it.state()));
        bot.discord.faults().always(Route.EDIT_ORIGINAL, DiscordFault.appliedButUnanswered());
        bot.drawNext();
        grid(uploaded);
        FakeInteraction waiting = bot.imagine(bot.bob, "a green pear");
        waiting.awaitMessage(it -> has("Cancel").test(it.state()));

        first.destroyForcibly().waitFor();
        bot.discord.faults().clear();
        bot.drawNext();
        time.advance(LEASE);
        bot.start();

        await().atMost(PATIENCE).until(() -> bot.instance.undelivered("discord") == 0);
        grid(uploaded);
        grid(waiting);
        assertThat(bot.general.allMessages()).hasSize(2).allMatch(it -> isGrid(it.state()));
      } finally {
        first.destroyForcibly();
      }
    }
  }
}
