package org.vitrail.bot.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.LimitSettings;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Several adapters at once over one Redis. */
class AdmissionTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final int REQUESTS = 200;
  private static final int LEFT = 37;

  /** The person is on all three platforms, with one account. */
  private static final List<Person> PEOPLE =
      List.of(
          new Person("discord", "9007199254740993", "Ann", "en"),
          new Person("telegram", "9007199254740992", "Ann", "en"),
          new Person("web", "ann", "", "en"));

  @Test
  void two_hundred_requests_over_three_adapters_admit_exactly_the_37_that_are_left()
      throws Exception {
    List<BotService> adapters = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(24);
    try {
      PEOPLE.forEach(person -> adapters.add(botService()));
      link(adapters);
      ask(adapters, 0, 63);

      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        int adapter = i % adapters.size();
        String request = "r" + i;
        answers.add(pool.submit(() -> isAccepted(adapters, adapter, request, 1)));
      }
      int admitted = 0;
      for (Future<Boolean> answer : answers) {
        admitted += answer.get() ? 1 : 0;
      }

      assertThat(admitted).isEqualTo(LEFT);
      assertThat(isAccepted(adapters, 1, "late", 1)).isFalse();
    } finally {
      pool.shutdownNow();
      adapters.forEach(BotService::close);
    }
  }

  private static void link(List<BotService> adapters) {
    for (int other = 1; other < PEOPLE.size(); other++) {
      String said = text(type(adapters.get(0), PEOPLE.get(0), "/link"));
      String code = said.replaceAll("(?s).*/link ([0-9a-z]{8}).*", "$1");
      assertThat(text(type(adapters.get(other), PEOPLE.get(other), "/link " + code)))
          .contains("one now");
    }
  }

  private static String text(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Said.class);
    return ((Reply.Said) reply).text();
  }

  private static void ask(List<BotService> adapters, int adapter, int pictures) {
    for (int asked = 0; asked < pictures; asked += 9) {
      int count = Math.min(9, pictures - asked);
      assertThat(isAccepted(adapters, adapter, "before" + asked, count)).isTrue();
    }
  }

  private static boolean isAccepted(
      List<BotService> adapters, int adapter, String request, int count) {
    Person who = PEOPLE.get(adapter);
    Origin origin =
        new Origin(request, who.platform() + ":9", "1", Standing.MEMBER, Map.of("chat", "1"));
    return type(adapters.get(adapter), who, "a cat --count " + count, Optional.of(origin))
        instanceof Reply.Accepted;
  }

  private static BotService botService() {
    return new BotService(
        REDIS.client(),
        new JobQueue(REDIS.client(), QueueSettings.DEFAULT),
        new ImageStore(REDIS.client(), Duration.ofDays(1)),
        SampleRequests.instance(
            new LimitSettings(1000, 9, 1000, 1000, Duration.ofHours(12)), 1000, 6000, 100),
        SampleCommands.MESSAGES,
        new HurriedTime());
  }
}
