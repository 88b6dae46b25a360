package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.isGrid;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.vitrail.bot.core.lease.ShardLease;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * The story of {@code ExactlyOnceTest} through Discord's client: of the calls that it makes, each
 * kind to Discord and some of those to Redis are once the last one before the process dies.
 */
@Tag("slow")
class DiscordExactlyOnceTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Pattern SEEN_BY_PEOPLE = Pattern.compile("^(POST|PATCH|DELETE) .*");
  private static final Duration TAKEN_OVER = Duration.ofSeconds(31);
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final int NEVER = Integer.MAX_VALUE;

  /** Of calls to Redis every so many is tried; all of them are where the channel is a fake. */
  private static final int STRIDE = 9;

  @Timeout(180)
  @Test
  void whichever_call_is_the_last_one_heard_of_there_is_one_grid_or_no_job() {
    List<String> calls = tell(NEVER);
    // It says that it heard of the command, and shows the pictures.
    assertThat(calls.stream().filter(SEEN_BY_PEOPLE.asPredicate())).hasSizeGreaterThanOrEqualTo(2);
    IntStream.rangeClosed(1, calls.size())
        .filter(call -> call % STRIDE == 1 || isFirstOrLastOfItsKind(calls, call))
        .forEach(this::tell);
  }

  private static boolean isFirstOrLastOfItsKind(List<String> calls, int call) {
    String kind = kind(calls.get(call - 1));
    List<String> kinds = calls.stream().map(DiscordExactlyOnceTest::kind).toList();
    return !kind.isEmpty()
        && (kinds.indexOf(kind) == call - 1 || kinds.lastIndexOf(kind) == call - 1);
  }

  /** Its method, for a request to Discord. */
  private static String kind(String call) {
    return SEEN_BY_PEOPLE.matcher(call).find() ? call.substring(0, call.indexOf(' ')) : "";
  }

  /** Tells the story to its end and returns what the first process did. */
  private List<String> tell(int lastCall) {
    REDIS.client().flushAll();
    HurriedTime time = new HurriedTime();
    try (FakeDiscord discord = FakeDiscord.start().callbackWindow(PATIENCE);
        TestInstance others = new TestInstance(REDIS.url(), SampleRequests.generous(), time);
        Mortal first = new Mortal(REDIS.port(), lastCall)) {
      others.worker().ready();
      FakeChannel channel = discord.guild("Glassworks").textChannel("general");
      live(first, discord, channel, others, time);
      if (first.isDead()) {
        await().until(() -> discord.gateway().connectedShards() == 0);
        time.advance(TAKEN_OVER);
        try (DiscordBot second =
            bot(discord, URI.create(discord.restUrl()), lease(others), others.botService(), time)) {
          discord.gateway().awaitShards(1);
          others.worker().finishAll();
          until(() -> isSettled(others));
        }
      }
      String when = "killed after call " + lastCall + " of " + first.calls();
      // Discord sends a command once: one that was not accepted is not drawn, nor counted.
      int jobs = others.askedFor();
      assertThat(jobs).as(when).isLessThanOrEqualTo(1);
      assertThat(lastCall != NEVER || jobs == 1).as(when).isTrue();
      assertThat(channel.allMessages().stream().filter(it -> isGrid(it.state())))
          .as(when)
          .hasSize(jobs);
      assertThat(channel.allMessages()).as(when).hasSizeLessThanOrEqualTo(1);
      assertThat(others.picturesCharged()).as(when).isEqualTo(9L * jobs);
      return first.calls();
    }
  }

  private static void live(
      Mortal first,
      FakeDiscord discord,
      FakeChannel channel,
      TestInstance others,
      HurriedTime time) {
    try (MortalLine line = new MortalLine(first, URI.create(discord.restUrl()), SEEN_BY_PEOPLE);
        BotService service = service(first.redis(), time);
        DiscordBot bot = bot(discord, line.url(), lease(others), service, time)) {
      until(() -> first.isDead() || discord.gateway().connectedShards() == 1);
      if (!first.isDead()) {
        discord.user("ann", "en-US").slash(channel, "imagine", Map.of("prompt", "a red apple"));
        until(() -> first.isDead() || others.knownMessages() == 1);
      }
      if (!first.isDead()) {
        others.worker().finishAll();
        until(() -> first.isDead() || isSettled(others));
      }
    } catch (Mortal.Killed killed) {
      // It came to no orderly end.
    }
  }

  private static boolean isSettled(TestInstance others) {
    return others.undelivered("discord") == 0
        && others.redis().hlen("vitrail:{admission}:jobs") == 0;
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

  /** Not of the calls that are counted: what it is for is shown elsewhere. */
  private static ShardLease lease(TestInstance others) {
    return new ShardLease(others.redis(), DiscordTestBot.LEASE);
  }

  private static DiscordBot bot(
      FakeDiscord discord, URI rest, ShardLease lease, BotService service, HurriedTime time) {
    return DiscordBot.start(
        new DiscordOptions(discord.token(), rest, new ShardRange.Auto()),
        lease,
        service,
        SampleCommands.MESSAGES,
        DiscordTestBot.RETRY,
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
