package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.config.LimitSettings;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Failed jobs that are brought back by {@code /retry}, and what a cancelled one costs. */
class RetryTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANNA = SampleRequests.ANNA;
  private static final Person BEN = SampleRequests.BEN;
  private static final JobOutcome BROKEN = new Failed(Failed.INTERNAL, "It broke.");

  private JobQueue queue;
  private BotService botService;

  /** With nine pictures a day. */
  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    botService =
        new BotService(
            REDIS.client(),
            queue,
            new ImageStore(REDIS.client(), Duration.ofDays(1)),
            SampleRequests.instance(
                new LimitSettings(1000, 9, 10, 10, Duration.ofHours(12)), 9, 60, 9),
            SampleCommands.MESSAGES,
            new HandMovedClock());
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void a_failed_job_comes_back_with_its_seed_says_which_it_was_and_is_charged_anew() {
    JobCard failed = failed("a cat --count 9 --seed 7");

    JobCard retried =
        accepted(
            await()
                .until(
                    () -> type(botService, ANNA, "/retry " + failed.id()),
                    Accepted.class::isInstance));

    assertThat(retried.id()).isNotEqualTo(failed.id());
    assertThat(retried.request())
        .usingRecursiveComparison()
        .ignoringFields("at")
        .isEqualTo(failed.request());
    assertThat(retried.status().hint()).isEqualTo("Second try of job " + failed.id() + ".");
    assertThat(refused(type(botService, ANNA, "a dog --count 1")).verdict())
        .isInstanceOf(QuotaSpent.class);
  }

  @Test
  void only_whoever_asked_and_moderators_of_the_place_retry_it() {
    JobCard failed = failed("a cat --count 1");
    String retry = "/retry " + failed.id();

    assertThat(refused(type(botService, BEN, retry)).text())
        .isEqualTo(
            "Job %s was asked for by somebody else, so only they and the moderators here can retry it."
                .formatted(failed.id()));
    assertThat(type(botService, BEN, retry, in("elsewhere"))).isInstanceOf(Refused.class);
    assertThat(accepted(type(botService, BEN, retry, in("web"))).who()).isEqualTo(BEN);
  }

  private static Optional<Origin> in(String community) {
    return Optional.of(new Origin("1", community, "", Standing.MODERATOR, Map.of("channel", "1")));
  }

  @Test
  void what_has_not_failed_is_not_retried() {
    JobCard card = accepted(type(botService, ANNA, "a cat --count 1"));

    assertThat(refused(type(botService, ANNA, "/retry " + card.id())).text())
        .contains("has not failed", "/again " + card.id());
    assertThat(refused(type(botService, ANNA, "/retry 7k2m9q4x0b")).text()).contains("7k2m9q4x0b");
  }

  @Test
  void a_job_whose_cancellation_was_promised_ends_as_cancelled_and_costs_nothing_when_it_is_done() {
    JobCard card = accepted(type(botService, ANNA, "a cat --count 9"));
    ClaimedJob claimed = claim();
    assertThat(type(botService, ANNA, "/cancel " + card.id())).isInstanceOf(Reply.Said.class);

    assertThat(queue.complete(claimed, SampleRequests.done(9))).isFalse();

    await().until(() -> state(card), State.CANCELLED::equals);
    assertThat(botService.jobs().card(card.id()).orElseThrow().result().pictures()).isEmpty();
    await().until(() -> type(botService, ANNA, "a dog --count 9") instanceof Accepted);
  }

  private JobCard failed(String text) {
    JobCard card = accepted(type(botService, ANNA, text));
    queue.complete(claim(), BROKEN);
    await().until(() -> state(card), State.FAILED::equals);
    return card;
  }

  private State state(JobCard card) {
    return botService.jobs().card(card.id()).orElseThrow().status().state();
  }

  private ClaimedJob claim() {
    return queue.claim("worker", List.of("bundled"), 1, Duration.ZERO).get(0);
  }

  private static JobCard accepted(Reply reply) {
    assertThat(reply).isInstanceOf(Accepted.class);
    return ((Accepted) reply).job();
  }

  private static Refused refused(Reply reply) {
    assertThat(reply).isInstanceOf(Refused.class);
    return (Refused) reply;
  }
}
