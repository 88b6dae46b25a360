package org.vitrail.bot.core.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.lease.ShardLease.Holder;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.UnifiedJedis;

class ShardLeaseTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final ShardRange.Part ALL = new ShardRange.Part(0, 7, 8);
  private static final long BOT = 42;
  private static final Holder MINE = new Holder.Mine();

  @Test
  void who_ends_hands_over_at_once() {
    ShardLease first = new ShardLease(REDIS.client(), LONG);
    ShardLease second = new ShardLease(REDIS.client(), LONG);
    assertThat(first.take(BOT, ALL)).isEqualTo(MINE);
    assertThat(second.take(BOT, ALL)).isEqualTo(new Holder.Other("0-7 of 8"));
    assertThat(first.take(BOT, ALL)).isEqualTo(MINE);

    first.giveBack(BOT);

    assertThat(second.take(BOT, ALL)).isEqualTo(MINE);
    assertThat(first.take(BOT, ALL)).isEqualTo(new Holder.Other("0-7 of 8"));
    second.giveBack(BOT);
  }

  @Test
  void other_shards_and_other_bots_are_served_beside_and_another_split_is_not() {
    UnifiedJedis redis = REDIS.client();
    ShardLease first = new ShardLease(redis, LONG);
    assertThat(first.take(BOT, new ShardRange.Part(0, 3, 8))).isEqualTo(MINE);

    assertThat(new ShardLease(redis, LONG).take(BOT, new ShardRange.Part(4, 7, 8))).isEqualTo(MINE);
    assertThat(new ShardLease(redis, LONG).take(BOT + 1, ALL)).isEqualTo(MINE);
    assertThat(new ShardLease(redis, LONG).take(BOT, new ShardRange.Part(3, 3, 8)))
        .isEqualTo(new Holder.Other("0-3 of 8"));
    assertThat(new ShardLease(redis, LONG).take(BOT, new ShardRange.Part(1, 1, 2)))
        .isInstanceOf(Holder.Other.class);
  }

  @Test
  void a_lease_is_renewed_while_redis_is_full() {
    ShardLease first = new ShardLease(REDIS.client(), LONG);
    assertThat(first.take(BOT, ALL)).isEqualTo(MINE);
    REDIS.client().configSet("maxmemory", "1");
    try {
      assertThat(first.take(BOT, ALL)).isEqualTo(MINE);
    } finally {
      REDIS.client().configSet("maxmemory", "0");
    }
    first.giveBack(BOT);
  }

  @Test
  void a_lease_that_nobody_renews_runs_out() {
    Duration lease = Duration.ofMillis(200);
    ShardLease first = new ShardLease(REDIS.client(), lease);
    ShardLease second = new ShardLease(REDIS.client(), lease);
    assertThat(first.take(BOT, ALL)).isEqualTo(MINE);
    await().until(() -> second.take(BOT, ALL).equals(MINE));
    assertThat(first.take(BOT, ALL)).isInstanceOf(Holder.Other.class);
  }
}
