package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.Mortal;
import org.vitrail.bot.core.MortalLine;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * The story of {@code ExactlyOnceTest} through Telegram's own client: of the calls that it makes,
 * each to Telegram and some of those to Redis are once the last one before the process dies.
 */
@Tag("slow")
class TelegramExactlyOnceTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Pattern SEEN_BY_PEOPLE =
      Pattern.compile("/bot/(sendMessage|editMessage)", Pattern.CASE_INSENSITIVE);

  private static final Duration TAKEN_OVER = Duration.ofSeconds(31);
  private static final int NEVER = Integer.MAX_VALUE;

  /** Of calls to Redis every so many is tried; all of them are where the channel is a fake. */
  private static final int STRIDE = 9;

  @Timeout(180)
  @Test
  void whichever_call_is_the_last_one_heard_of_there_is_one_grid() {
    List<String> calls = tell(NEVER);
    List<String> toTelegram =
        calls.stream().filter(call -> SEEN_BY_PEOPLE.matcher(call).find()).distinct().toList();
    // The first message in words and the pictures, and perhaps a change of the words between them.
    assertThat(toTelegram).hasSizeGreaterThanOrEqualTo(2);
    IntStream.rangeClosed(1, calls.size())
        .filter(call -> call % STRIDE == 1 || isFirstOf(calls, call))
        .forEach(this::tell);
  }

  private static boolean isFirstOf(List<String> calls, int call) {
    String name = calls.get(call - 1);
    return SEEN_BY_PEOPLE.matcher(name).find() && calls.indexOf(name) == call - 1;
  }

  /** Tells the story to its end and returns what the first process did. */
  private List<String> tell(int lastCall) {
    REDIS.client().flushAll();
    HurriedTime time = new HurriedTime();
    try (FakeTelegram telegram = FakeTelegram.start();
        TestInstance others = new TestInstance(REDIS.url(), SampleRequests.generous(), time);
        Mortal first = new Mortal(REDIS.port(), lastCall)) {
      others.worker().ready();
      FakeTelegramUser ann = telegram.user("Ann");
      ann.says("a red apple");
      live(first, telegram, others, time);
      // It may have come to the end with fewer calls: words change as often as there is time.
      if (first.isDead()) {
        time.advance(TAKEN_OVER);
        try (TelegramBot second =
            bot(telegram, URI.create(telegram.url()), others.botService(), others.redis(), time)) {
          until(() -> others.askedFor() == 1);
          others.worker().finishAll();
          until(() -> isSettled(others));
        }
      }
      String when = "killed after call " + lastCall + " of " + first.calls();
      List<FakeTelegramMessage> messages = ann.chat().botMessages();
      assertThat(messages.stream().filter(FakeTelegramMessage::hasPhoto)).as(when).hasSize(1);
      assertThat(messages).as(when).hasSizeLessThanOrEqualTo(2);
      assertThat(others.askedFor()).as(when).isEqualTo(1);
      assertThat(others.picturesCharged()).as(when).isEqualTo(9);
      return first.calls();
    }
  }

  private static void live(
      Mortal first, FakeTelegram telegram, TestInstance others, HurriedTime time) {
    try (MortalLine line = new MortalLine(first, URI.create(telegram.url()), SEEN_BY_PEOPLE);
        BotService service = service(first.redis(), time);
        TelegramBot bot = bot(telegram, line.url(), service, first.redis(), time)) {
      until(() -> first.isDead() || others.knownMessages() == 1);
      if (!first.isDead()) {
        others.worker().finishAll();
        until(() -> first.isDead() || isSettled(others));
      }
    } catch (Mortal.Killed killed) {
      // It came to no orderly end.
    }
  }

  private static boolean isSettled(TestInstance others) {
    return others.askedFor() == 1
        && others.undelivered(TelegramMessenger.PLATFORM) == 0
        && others.redis().hlen("vitrail:{admission}:jobs") == 0
        && others.redis().xlen("vitrail:{inbox}:telegram") == 0;
  }

  private static BotService service(UnifiedJedis redis, HurriedTime time) {
    return new BotService(
        redis,
        new JobQueue(redis, QueueSettings.DEFAULT),
        new ImageStore(redis, Duration.ofDays(1)),
        SampleRequests.generous(),
        SampleCommands.MESSAGES,
        time);
  }

  private static TelegramBot bot(
      FakeTelegram telegram, URI url, BotService service, UnifiedJedis redis, HurriedTime time) {
    return TelegramBot.start(
        new TelegramOptions(telegram.token(), url),
        service,
        new Inbox(redis, Duration.ofMillis(500)),
        SampleCommands.MESSAGES,
        RetryPauses.STANDARD,
        time);
  }

  private static void until(Callable<Boolean> isSo) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .pollDelay(Duration.ZERO)
        .until(isSo);
  }
}
