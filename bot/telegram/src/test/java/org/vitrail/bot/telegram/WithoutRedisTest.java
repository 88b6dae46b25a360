package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.SentMessage;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.RedisServerProcess;
import org.vitrail.inference.protocol.spool.Spool;

/** What people hear, and what becomes of what they write, while a real Redis is away or full. */
@Tag("slow")
class WithoutRedisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RetryPauses BRIEF =
      new RetryPauses(Duration.ofMillis(500), Duration.ofSeconds(1));
  private static final String KEPT = "Your request is kept";

  @TempDir Path folder;

  private final RedisServerProcess redis = new RedisServerProcess("--save", "1000", "1").start();
  private Spool spool;
  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() throws IOException {
    spool = Spool.open(folder, 20, 1 << 20);
    bot = TelegramTestBot.closed(redis.url(), spool);
    // From now on ids of chats' jobs can be told.
    bot.instance.botService().chats().sharedSecret("test");
    ann = bot.telegram.user("Ann");
  }

  @AfterEach
  void close() throws IOException {
    bot.close();
    spool.close();
    redis.close();
  }

  @Test
  void while_redis_is_away_everybody_is_answered_and_the_pictures_come_once_when_it_is_back() {
    bot.start(BRIEF);
    ann.says("/help");
    ann.chat().awaitMessage();
    redis.kill();

    ann.says("/help");
    ann.chat().awaitMessages(2);
    assertThat(ann.chat().lastBotMessage().text()).contains("/imagine");
    ann.says("/history");
    ann.chat().awaitText("The queue is not reachable right now");
    ann.says("a red apple");
    ann.chat().awaitText(KEPT);
    ann.sendsPhoto(ann.chat(), TestPictures.one("a", 1, 64), "a green pear");
    ann.chat().awaitMessages(5);
    // Telegram forgets what is answered.
    await().until(() -> bot.telegram.updates().waiting() == 0);

    redis.start();
    bot.worker().ready();
    bot.drawNext();
    ClaimedJob second = bot.drawNext();
    await().atMost(PATIENCE).until(() -> grids() == 2);
    assertThat(bot.instance.images().get(second.job().id(), ImageStore.INIT_IMAGE)).isPresent();
    settled();
    assertThat(bot.instance.askedFor()).isEqualTo(2);
    assertThat(bot.instance.picturesCharged()).isEqualTo(18);
    assertThat(ann.chat().botMessages()).hasSize(7);
  }

  @Test
  void while_redis_is_full_everybody_hears_so_and_reading_goes_on() {
    bot.start(BRIEF);
    ann.says("a blue car");
    bot.drawNext();
    await().atMost(PATIENCE).until(() -> grids() == 1);
    settled();
    redis.configure("maxmemory", "1");

    ann.says("/help");
    ann.chat().awaitText("/imagine");
    ann.says("/history");
    ann.chat().awaitText("a blue car");
    ann.says("a red apple");
    ann.chat().awaitText("The memory of the queue is full");
    await().until(() -> bot.telegram.updates().waiting() == 0);

    redis.configure("maxmemory", "0");
    ann.says("a green pear");
    bot.drawNext();
    await().atMost(PATIENCE).until(() -> grids() == 2);
    assertThat(bot.instance.askedFor()).isEqualTo(2);
  }

  @Test
  void while_the_disk_of_redis_is_full_everybody_hears_so() throws IOException {
    bot.start(BRIEF);
    ann.says("/about");
    ann.chat().awaitMessage();
    redis.loseDisk();

    ann.says("/help");
    ann.chat().awaitText("/imagine");
    ann.says("a red apple");
    ann.chat().awaitText("The queue cannot save anything");
  }

  @Test
  void an_album_without_words_is_asked_for_some_once_though_redis_is_away() {
    bot.start(BRIEF);
    ann.says("/about");
    ann.chat().awaitMessage();
    redis.kill();
    byte[] picture = TestPictures.one("a", 1, 64);
    ann.sendsAlbum(ann.chat(), List.of(picture, picture, picture), "", "", "");
    ann.chat().awaitText("I have your album, but no words");
    ann.sendsAlbum(ann.chat(), List.of(picture, picture), "a red apple", "");
    ann.chat().awaitText(KEPT);

    await().until(() -> bot.telegram.updates().waiting() == 0);
    assertThat(ann.chat().botMessages()).hasSize(3);
    assertThat(spool.names()).hasSize(1);
  }

  @Test
  void what_is_not_answered_yet_stays_with_telegram_and_is_answered_once() {
    bot.start(BRIEF);
    ann.says("/about");
    ann.chat().awaitMessage();
    redis.kill();
    bot.telegram.faults().next("sendMessage", TelegramFault.slow(Duration.ofSeconds(3)));
    SentMessage sent = ann.says("/help");
    await().until(sent::isAcknowledged);
    int fetches = bot.telegram.recorder().count("getUpdates");
    // It is fetched once more in the meantime, as it is not confirmed.
    await().until(() -> bot.telegram.recorder().count("getUpdates") > fetches);
    assertThat(bot.telegram.updates().waiting()).isEqualTo(1);

    await().until(() -> bot.telegram.updates().waiting() == 0);
    assertThat(ann.chat().botMessages()).hasSize(2);
  }

  @Test
  void
      a_bot_that_starts_while_redis_is_away_answers_and_one_that_ends_leaves_nothing_unconfirmed() {
    redis.kill();
    bot.start(BRIEF);
    ann.says("a red apple");
    ann.chat().awaitText(KEPT);
    bot.stop();

    assertThat(bot.telegram.updates().waiting()).isZero();
    bot.start(BRIEF);
    ann.says("/help");
    ann.chat().awaitText("/imagine");
    assertThat(ann.chat().botMessages()).hasSize(2);
  }

  private long grids() {
    return ann.chat().botMessages().stream()
        .filter(it -> it.hasPhoto() && hasButton("U9").test(it))
        .count();
  }

  /** Nothing is left to be delivered, and nothing lies in the inbox. */
  private void settled() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0
                    && bot.instance.redis().xlen("vitrail:{inbox}:telegram") == 0);
  }
}
