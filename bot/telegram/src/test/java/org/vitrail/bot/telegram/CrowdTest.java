package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.telegram.fake.Sent;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * Five hundred people at once, four times over, the first time in a cold JVM. The figures are
 * printed, not asserted: machines differ.
 */
class CrowdTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Logger LOG = LoggerFactory.getLogger(CrowdTest.class);
  private static final int PEOPLE = 500;
  private static final int ROUNDS = 4;

  @Test
  void each_of_five_hundred_commands_is_acknowledged_and_answered_once() {
    try (BotHouse bot = BotHouse.open(REDIS.url())) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Sent> commands = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
          commands.add(bot.telegram.user("P" + i).says("/about"));
        }
        List<Duration> waits =
            commands.stream()
                .map(it -> it.acknowledgedAfter(Duration.ofSeconds(60)))
                .sorted()
                .toList();
        for (Sent command : commands) {
          command.message().chat().awaitMessages(1);
        }
        LOG.info(
            "{} commands: acknowledged after {} (median), {} (p99); heap {} MB.",
            PEOPLE,
            waits.get(PEOPLE / 2),
            waits.get(PEOPLE * 99 / 100),
            heapMegabytes());
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertThat(bot.telegram.recorder().count("sendMessage")).isEqualTo(PEOPLE);
        bot.telegram.recorder().clear();
      }
    }
  }

  private static long heapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }
}
