package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.CutOffRedis;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.CommunityFilters;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.core.admission.LedgerEntry;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.InstanceQuotas;
import org.vitrail.bot.quota.Limit;
import org.vitrail.config.ModelCost;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Requester;
import org.vitrail.inference.protocol.Venue;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A request on its way into the queue, and what becomes of it when it is stopped there. */
class JobSubmitterTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANN = new Person("telegram", "1", "Ann", "en");
  private static final Origin CHAT =
      new Origin("m1", "telegram:1", "", Standing.PRIVATE_CHAT, Map.of("chat", "1"));
  private static final Duration WEEK = Duration.ofDays(7);

  private final HandMovedClock clock = new HandMovedClock();
  private UnifiedJedis redis;
  private JobQueue queue;
  private Ledger ledger;
  private Outbox outbox;
  private RecentJobs recent;

  @BeforeEach
  void open() {
    redis = REDIS.client();
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
    ledger = ledger(redis);
    outbox = new Outbox(redis, clock, WEEK);
    recent = new RecentJobs(redis, WEEK);
  }

  @Test
  void wherever_a_process_is_killed_the_same_request_goes_on_from_there() {
    int commands = commandsOfOne();
    assertThat(commands).isGreaterThan(5);
    for (int killedAfter = 0; killedAfter < commands; killedAfter++) {
      redis.flushAll();
      killAfter(killedAfter);

      assertThat(submit(redis, outbox)).isInstanceOf(Admitted.class);

      assertThat(queue.status("a")).as("job, killed after %d", killedAfter).isPresent();
      assertThat(ledger.open()).extracting(LedgerEntry::jobId).containsExactly("a");
      assertThat(ledger.used(ANN.key()).get(Limit.DAY).values()).containsOnly(2L);
      assertThat(recent.of(ANN, 9)).containsExactly("a");
      // The adapter that was killed may hold the outbox entry a while longer.
      clock.advance(Duration.ofSeconds(21));
      assertThat(outbox.take("telegram", "a"))
          .as("parcel, killed after %d", killedAfter)
          .hasValueSatisfying(
              outboxEntry -> {
                assertThat(outboxEntry.address()).isEqualTo(CHAT.address());
                assertThat(outboxEntry.locale()).isEqualTo("en");
              });
    }
  }

  @Test
  void wherever_a_process_is_killed_nothing_is_left_that_nobody_would_look_at_again() {
    int commands = commandsOfOne();
    for (int killedAfter = 0; killedAfter < commands; killedAfter++) {
      redis.flushAll();
      killAfter(killedAfter);

      boolean isQueued = queue.status("a").isPresent();
      assertThat(isQueued && recent.of(ANN, 9).isEmpty()).isFalse();
      assertThat(isQueued && ledger.open().isEmpty()).isFalse();
      clock.advance(Duration.ofSeconds(21));
      if (outbox.find("a").isPresent() || isQueued) {
        assertThat(outbox.abandoned("telegram", 9)).hasSize(1);
        assertThat(redis.pttl("vitrail:{queue}:outbox:parcel:a")).isPositive();
      }
      if (!recent.of(ANN, 9).isEmpty()) {
        assertThat(redis.pttl("vitrail:recent:telegram:1")).isPositive();
      }
    }
  }

  @Test
  void a_job_that_was_called_lost_is_shown_when_its_request_arrives_again() {
    submit(redis, outbox);
    // As a Redis that lost its last second does, of which a message may already speak.
    redis.del("vitrail:{queue}:job:a");
    clock.advance(Duration.ofSeconds(31));
    ledger.settle("a", Settlement.FAILED);
    assertThat(outbox.take("telegram", "a")).isPresent();
    outbox.posted("a", new PostedMessage("12", false));
    outbox.close("telegram", "a");

    assertThat(submit(redis, outbox)).isInstanceOf(Admitted.class);

    assertThat(outbox.take("telegram", "a"))
        .hasValueSatisfying(
            outboxEntry -> {
              assertThat(outboxEntry.message()).contains(new PostedMessage("12", false));
              assertThat(outboxEntry.openedAt()).isEqualTo(clock.instant());
            });
    assertThat(ledger.open()).hasSize(1);
  }

  @Test
  void a_job_whose_share_was_given_back_on_the_way_takes_it_again() {
    assertThat(submit(redis, slow(() -> ledger.settle("a", Settlement.FAILED))))
        .isInstanceOf(Admitted.class);

    assertThat(queue.status("a")).isPresent();
    assertThat(ledger.open()).extracting(LedgerEntry::jobId).containsExactly("a");
    assertThat(ledger.used(ANN.key()).get(Limit.DAY).values()).containsOnly(2L);
  }

  @Test
  void a_job_whose_share_is_no_longer_to_be_had_is_withdrawn() {
    CommunitySettingsStore book = new CommunitySettingsStore(redis, clock);
    Verdict verdict =
        submit(
            redis,
            slow(
                () -> {
                  ledger.settle("a", Settlement.FAILED);
                  book.apply(
                      new Act(CHAT.community(), ANN.key(), "/pause", "", "")
                          .with("pause", Optional.of("raid")));
                  clock.advance(Duration.ofMinutes(1));
                }));

    assertThat(verdict).isInstanceOf(Verdict.Paused.class);
    assertThat(queue.status("a").orElseThrow().state()).isEqualTo(JobStatus.State.CANCELLED);
    assertThat(ledger.open()).isEmpty();
    assertThat(ledger.used(ANN.key()).get(Limit.DAY).values()).containsOnly(0L);
    assertThat(outbox.find("a")).isEmpty();
    assertThat(recent.of(ANN, 9)).isEmpty();
  }

  /** An outbox of a process that stands still before its job is queued, while others go on. */
  private Outbox slow(Runnable meanwhile) {
    return new Outbox(
        redis,
        new Clock() {
          @Override
          public Instant instant() {
            meanwhile.run();
            return clock.instant();
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        },
        WEEK);
  }

  @Test
  void what_redis_does_not_take_into_the_queue_costs_nothing_from_that_moment() {
    redis.sadd("vitrail:{queue}:sequence", "of another type");

    assertThatThrownBy(() -> submit(redis, outbox)).isInstanceOf(JedisDataException.class);

    assertThatNothingIsLeft();
  }

  @Test
  void a_moderator_goes_first_and_iterations_cost_what_the_quota_counts() {
    Person mo = new Person("telegram", "2", "Mo", "en");
    Origin moderator = new Origin("m2", "telegram:1", "", Standing.MODERATOR, Map.of("chat", "1"));
    ImageJob dear = draw("dear", ANN, Map.of("iterations", "200"));
    NewJob order =
        new NewJob(dear, "a", Map.of(), Optional.of(new ModelCost(50, 128)), 500, Optional.empty());

    submit(redis, outbox, ANN, order, CHAT);
    submit(redis, outbox, ANN, new NewJob(draw("next", ANN, Map.of()), "a"), CHAT);
    for (String id : List.of("b1", "b2", "b3", "b4", "b5")) {
      Person ben = new Person("telegram", "3", "Ben", "en");
      submit(redis, outbox, ben, new NewJob(draw(id, ben, Map.of()), "a"), CHAT);
    }
    submit(redis, outbox, mo, new NewJob(draw("mo", mo, Map.of()), "a"), moderator);

    assertThat(queue.claim("w", List.of("bundled"), 9, Duration.ZERO))
        .extracting(claimed -> claimed.job().id())
        .containsExactly("mo", "dear", "b1", "b2", "b3", "b4", "next", "b5");
  }

  private void assertThatNothingIsLeft() {
    assertThat(queue.status("a")).isEmpty();
    assertThat(ledger.open()).isEmpty();
    assertThat(ledger.used(ANN.key()).get(Limit.DAY).values()).containsOnly(0L);
    assertThat(ledger.openOf(ANN.key())).isZero();
    assertThat(outbox.find("a")).isEmpty();
    assertThat(recent.of(ANN, 9)).isEmpty();
  }

  /** Also teaches Redis the scripts, so that each of them counts as one command. */
  private int commandsOfOne() {
    try (CutOffRedis counted = new CutOffRedis(REDIS.port())) {
      submit(counted, new Outbox(counted, clock, WEEK));
      redis.flushAll();
      return counted.commands();
    }
  }

  private void killAfter(int commands) {
    try (CutOffRedis cut = new CutOffRedis(REDIS.port(), commands)) {
      assertThatThrownBy(() -> submit(cut, new Outbox(cut, clock, WEEK)))
          .isInstanceOf(JedisConnectionException.class);
    }
  }

  private Verdict submit(UnifiedJedis by, Outbox outboxEntries) {
    NewJob order =
        new NewJob(
            draw("a", ANN, Map.of("guidance", "3.0")),
            "a red apple",
            Map.of(ImageStore.INIT_IMAGE, new byte[] {1}));
    return submit(by, outboxEntries, ANN, order, CHAT);
  }

  private Verdict submit(
      UnifiedJedis by, Outbox outboxEntries, Person who, NewJob order, Origin origin) {
    InstanceRules instance = SampleRequests.generous();
    CommunitySettingsStore book = new CommunitySettingsStore(by, clock);
    Admission admission =
        new Admission(
            new CommunityFilters(instance.blocklist(), book, SampleCommands.MESSAGES),
            ledger(by),
            new Accounts(by, clock, new Calendar(ZoneOffset.UTC)),
            book,
            new InstanceQuotas(instance.quotas(), instance.limits()),
            clock);
    JobQueue jobs = new JobQueue(by, QueueSettings.DEFAULT);
    JobSubmitter jobSubmitter =
        new JobSubmitter(
            admission,
            new RecentJobs(by, WEEK),
            jobs,
            new ImageStore(by, WEEK),
            outboxEntries,
            new Lanes(jobs, clock::nanoTime),
            new Names(by, clock));
    return jobSubmitter.submit(who, order, Optional.of(origin)).verdict();
  }

  /** Two pictures. */
  private ImageJob draw(String id, Person who, Map<String, String> options) {
    return new ImageJob(
        id,
        "bundled",
        new ImageTask.Draw("a red apple", 2, 7, options),
        new Requester(who.platform(), who.id(), who.name(), who.locale()),
        clock.instant(),
        false,
        new Venue(CHAT.community(), CHAT.channel()));
  }

  private Ledger ledger(UnifiedJedis by) {
    Calendar calendar = new Calendar(ZoneOffset.UTC);
    return new Ledger(by, clock, calendar, new Accounts(by, clock, calendar));
  }
}
