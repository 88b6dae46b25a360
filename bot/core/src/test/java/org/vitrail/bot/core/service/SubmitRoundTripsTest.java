package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.CutOffRedis;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.messaging.FakeMessenger;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Each round trip is a part of the time for which a person waits for the bot's first word. */
class SubmitRoundTripsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Stands still: what was asked a moment ago is not asked again. */
  private final HandMovedTime time = new HandMovedTime();

  @Test
  void a_request_in_a_chat_asks_redis_for_nothing_that_it_has_just_written() {
    ask("so that Redis knows all scripts");

    // 10, and one more where whoever watches jobs looks at the lane as it hears of the job; now and
    // then that is two looks, but not each time.
    assertThat(IntStream.range(0, 5).map(i -> ask("cold" + i)).min().orElseThrow())
        .isBetween(10, 11);
  }

  /** What it costs in a process that remembers nothing, until the job's message is in hand. */
  private int ask(String request) {
    try (CutOffRedis redis = new CutOffRedis(REDIS.port());
        BotService botService =
            new BotService(
                redis,
                new JobQueue(redis, QueueSettings.DEFAULT),
                new ImageStore(redis, Duration.ofDays(1)),
                SampleRequests.generous(),
                SampleCommands.MESSAGES,
                time);
        MessageUpdater updater =
            botService
                .chats()
                .messageUpdater(new FakeMessenger(), new Pacer(Pacer.Budget.ANY, time::nanoTime))) {
      int before = redis.commands();
      Origin chat = new Origin(request, "place", "", Standing.MEMBER, Map.of("chat", "c1"));
      Reply.Accepted accepted =
          (Reply.Accepted) type(botService, SampleRequests.ANNA, "a red apple", Optional.of(chat));
      updater.take(accepted.job().id(), accepted.message());
      return redis.commands() - before;
    }
  }
}
