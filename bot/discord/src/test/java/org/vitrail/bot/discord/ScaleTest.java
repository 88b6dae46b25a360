package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.lease.ShardLease;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.discord.Route;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Several shards, several processes, and hundreds of people at once. */
@Tag("slow")
class ScaleTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final int PEOPLE = 300;

  @Test
  void as_many_shards_are_opened_as_discord_recommends() {
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url())) {
      bot.discord.shards(4, 2);
      bot.begin();
      bot.discord.gateway().awaitShards(4);
      drawInEachOf(channels(bot, 8), bot);
      assertThat(bot.discord.gateway().identifies()).isEqualTo(4);
    }
  }

  @Test
  void two_processes_split_the_shards() {
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url())) {
      bot.discord.shards(4, 2);
      // What two processes know of each other stands in Redis: each has a bot service of its own.
      try (TestInstance other = new TestInstance(REDIS.url());
          DiscordBot low = start(bot, bot.instance, 0, 1);
          DiscordBot high = start(bot, other, 2, 3)) {
        bot.discord.gateway().awaitShards(4);
        drawInEachOf(channels(bot, 8), bot);
        assertThat(bot.discord.gateway().identifies()).isEqualTo(4);
      }
    }
  }

  @Test
  void each_of_many_commands_at_once_is_acknowledged_in_time_and_answered() {
    try (DiscordTestBot bot = DiscordTestBot.open(REDIS.url())) {
      List<FakeInteraction> commands = new ArrayList<>();
      for (int i = 0; i < PEOPLE; i++) {
        commands.add(bot.discord.user("p" + i).slash(bot.general, "about"));
      }
      commands.forEach(it -> it.awaitMessage(answer -> !answer.text().isBlank()));
      assertThat(bot.discord.recorder().count(Route.CALLBACK)).isEqualTo(PEOPLE);
      // What Discord answers to whoever acknowledges too late.
      assertThat(bot.discord.recorder().countWithStatus(404)).isZero();
    }
  }

  private static DiscordBot start(DiscordTestBot bot, TestInstance instance, int first, int last) {
    return DiscordBot.start(
        bot.options(new ShardRange.Part(first, last, 4)),
        new ShardLease(instance.redis()),
        instance.botService(),
        instance.messages());
  }

  private static List<FakeChannel> channels(DiscordTestBot bot, int servers) {
    List<FakeChannel> channels = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      channels.add(bot.discord.guild("Server " + i).textChannel("pictures"));
    }
    return channels;
  }

  private static void drawInEachOf(List<FakeChannel> channels, DiscordTestBot bot) {
    for (FakeChannel channel : channels) {
      FakeInteraction imagine = bot.ann.slash(channel, "imagine", Map.of("prompt", "an apple"));
      bot.drawNext();
      grid(imagine);
    }
    await().until(() -> bot.instance.undelivered(DiscordMessenger.PLATFORM) == 0);
  }
}
