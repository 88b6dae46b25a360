package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.has;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.UnifiedJedis;

class DiscordStandbyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final ShardRange.Part ALL = new ShardRange.Part(0, 7, 8);
  private static final long BOT = 42;

  @Tag("slow")
  @Test
  void a_second_bot_stands_by_until_the_first_is_killed_and_then_answers_alone() throws Exception {
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url())) {
      Process first = DiscordProcess.start(bot, REDIS.url());
      try {
        bot.discord.gateway().awaitShards(1);
        bot.begin();
        await()
            .pollDelay(DiscordTestBot.LEASE.multipliedBy(2))
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

  @Test
  void who_ends_hands_over_at_once() {
    ShardLease first = new ShardLease(REDIS.client(), LONG);
    ShardLease second = new ShardLease(REDIS.client(), LONG);
    assertThat(first.take(BOT, ALL)).isEmpty();
    assertThat(second.take(BOT, ALL)).contains("0-7 of 8");
    assertThat(first.take(BOT, ALL)).isEmpty();

    first.giveBack(BOT);

    assertThat(second.take(BOT, ALL)).isEmpty();
    assertThat(first.take(BOT, ALL)).contains("0-7 of 8");
    second.giveBack(BOT);
  }

  @Test
  void other_shards_and_other_bots_are_served_beside_and_another_split_is_not() {
    UnifiedJedis redis = REDIS.client();
    ShardLease first = new ShardLease(redis, LONG);
    assertThat(first.take(BOT, new ShardRange.Part(0, 3, 8))).isEmpty();

    assertThat(new ShardLease(redis, LONG).take(BOT, new ShardRange.Part(4, 7, 8))).isEmpty();
    assertThat(new ShardLease(redis, LONG).take(BOT + 1, ALL)).isEmpty();
    assertThat(new ShardLease(redis, LONG).take(BOT, new ShardRange.Part(3, 3, 8)))
        .contains("0-3 of 8");
    assertThat(new ShardLease(redis, LONG).take(BOT, new ShardRange.Part(1, 1, 2))).isPresent();
  }

  @Test
  void a_lease_that_nobody_renews_runs_out() {
    Duration lease = Duration.ofMillis(200);
    ShardLease first = new ShardLease(REDIS.client(), lease);
    ShardLease second = new ShardLease(REDIS.client(), lease);
    assertThat(first.take(BOT, ALL)).isEmpty();
    await().until(() -> second.take(BOT, ALL).isEmpty());
    assertThat(first.take(BOT, ALL)).isPresent();
  }
}
