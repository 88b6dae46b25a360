package org.vitrail.deploy.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.config.Messages;
import org.vitrail.deploy.standalone.MainProcess;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.RedisServerProcess;
import redis.clients.jedis.UnifiedJedis;

@Tag("slow")
class PlaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void who_asks_is_seen_to_be_answered_while_redis_is_there_and_while_it_is_away()
      throws IOException {
    try (FakeDiscord discord = FakeDiscord.start();
        FakeTelegram telegram = FakeTelegram.start();
        RedisServerProcess redis = new RedisServerProcess("--appendonly", "yes").start()) {
      Process bot = bot(discord, telegram, redis);
      try {
        Place channel = Place.of(discord.user("ann"), discord.guild("chaos").textChannel("ann"));
        Place chat = Place.of(telegram.user("Bob"));
        discord.patience(PATIENCE).gateway().awaitShards(1);
        showWorker(redis);
        for (Place place : List.of(channel, chat)) {
          place.ask("an apple 1000017");
          assertThat(heard("1000017", place).lastWords()).contains("an apple 1000017");
        }

        redis.kill();

        // Telegram keeps for itself what nobody fetches meanwhile.
        channel.ask("an apple 1000018");
        assertThat(heard("1000018", channel).lastWords())
            .startsWith(Messages.load(null).text("en", "notice.kept"));
      } finally {
        bot.destroyForcibly().onExit().join();
      }
    }
  }

  /** Else people hear that nobody draws. */
  private static void showWorker(RedisServerProcess redis) {
    try (UnifiedJedis client = RedisConnection.open(redis.url())) {
      JobQueue queue = new JobQueue(client, QueueSettings.DEFAULT);
      new WorkerDriver(queue, new ImageStore(client, Duration.ofHours(1))).ready();
    }
  }

  private static Request heard(String marker, Place place) {
    Request request = Request.of(marker, place.person(), Duration.ZERO);
    return await()
        .atMost(PATIENCE)
        .until(() -> request.seen(place, Duration.ZERO), it -> it.acknowledged().isPresent());
  }

  private Process bot(FakeDiscord discord, FakeTelegram telegram, RedisServerProcess redis)
      throws IOException {
    ProcessBuilder program = MainProcess.of("bot", "--only", "discord,telegram");
    program
        .environment()
        .putAll(
            Map.of(
                "REDIS_URL", redis.url(),
                "VITRAIL_DATA_FOLDER", folder.toString(),
                "DISCORD_TOKEN", discord.token(),
                "VITRAIL_DISCORD_API_URL", discord.restUrl(),
                "TELEGRAM_TOKEN", telegram.token(),
                "VITRAIL_TELEGRAM_API_URL", telegram.url()));
    return program
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("bot.log").toFile())
        .start();
  }
}
