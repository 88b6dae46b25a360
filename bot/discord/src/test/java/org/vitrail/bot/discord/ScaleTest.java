package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.BotHouse.grid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.discord.fake.FakeChannel;
import org.vitrail.bot.discord.fake.FakeInteraction;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Several shards, several processes, and five hundred people at once. */
class ScaleTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Logger LOG = LoggerFactory.getLogger(ScaleTest.class);
  private static final int PEOPLE = 500;
  private static final int ROUNDS = 4;

  @Test
  void as_many_shards_are_opened_as_discord_recommends() {
    try (BotHouse bot = BotHouse.closed(REDIS.url())) {
      bot.discord.shards(4, 2);
      bot.begin();
      bot.discord.gateway().awaitShards(4);
      drawInEachOf(channels(bot, 8), bot);
      assertThat(bot.discord.gateway().identifies()).isEqualTo(4);
    }
  }

  @Test
  void two_processes_split_the_shards() {
    try (BotHouse bot = BotHouse.closed(REDIS.url())) {
      bot.discord.shards(4, 2);
      try (DiscordBot low = start(bot, 0, 1);
          DiscordBot high = start(bot, 2, 3)) {
        bot.discord.gateway().awaitShards(4);
        drawInEachOf(channels(bot, 8), bot);
        assertThat(low).isNotSameAs(high);
        assertThat(bot.discord.gateway().identifies()).isEqualTo(4);
      }
    }
  }

  /** The figures are printed, not asserted: machines differ. The first round is in a cold JVM. */
  @Test
  void each_of_five_hundred_commands_is_acknowledged_and_answered() {
    try (BotHouse bot = BotHouse.open(REDIS.url())) {
      for (int round = 0; round < ROUNDS; round++) {
        List<FakeInteraction> commands = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
          commands.add(bot.discord.user("p" + i).slash(bot.general, "about"));
        }
        List<Duration> waits =
            commands.stream().map(FakeInteraction::acknowledgedAfter).sorted().toList();
        commands.forEach(it -> it.awaitMessage(answer -> !answer.text().isBlank()));
        LOG.info(
            "{} commands: acknowledged after {} (median), {} (p99); heap {} MB.",
            PEOPLE,
            waits.get(PEOPLE / 2),
            waits.get(PEOPLE * 99 / 100),
            heapMegabytes());
        bot.discord.recorder().clear();
      }
      assertThat(bot.discord.recorder().countWithStatus(404)).isZero();
    }
  }

  private static DiscordBot start(BotHouse bot, int first, int last) {
    return DiscordBot.start(
        bot.options(new ShardRange.Part(first, last, 4)), bot.house.studio(), bot.house.messages());
  }

  private static List<FakeChannel> channels(BotHouse bot, int servers) {
    List<FakeChannel> channels = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      channels.add(bot.discord.guild("Server " + i).textChannel("pictures"));
    }
    return channels;
  }

  private static void drawInEachOf(List<FakeChannel> channels, BotHouse bot) {
    for (FakeChannel channel : channels) {
      FakeInteraction imagine = bot.ann.slash(channel, "imagine", Map.of("prompt", "an apple"));
      bot.drawNext();
      grid(imagine);
    }
    await().until(() -> bot.house.undelivered(DiscordMessenger.PLATFORM) == 0);
  }

  private static long heapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }
}
